import KernelInterface

/// Where the padded rows of an image are read: in a band, which has them all, or in the array itself,
/// without the padding. For layouts with two spatial axes.
struct RealLines<Scalar: ComputeScalar> {
  /// Where the first padded row would start.
  let origin: UnsafePointer<Scalar>
  let pitch: Int
  /// The rows, and the elements of each, that are there.
  let rows: Range<Int>
  let elements: Range<Int>
}

extension BandWork {
  func lines(_ layout: BandLayout, image: Int) -> RealLines<Scalar> {
    guard lacksPadding else {
      return RealLines(
        origin: band + (image * layout.paddedRows - firstRow) * layout.pitch,
        pitch: layout.pitch, rows: 0..<layout.paddedRows, elements: 0..<layout.pitch)
    }
    let (rows, last) = (layout.axes[0], layout.axes[1])
    let pitch = last.input * layout.channels
    let before = last.before * layout.channels
    return RealLines(
      origin: band + (image * rows.input - rows.before) * pitch - before, pitch: pitch,
      rows: rows.before..<rows.before + rows.input, elements: before..<before + pitch)
  }

  /// Some of the rows with their padding, also where these lack it.
  ///
  /// - Parameters:
  ///   - fill: what the padding holds.
  ///   - outputPitch: elements of `output` from one row to the next.
  func withPadding(
    _ layout: BandLayout, rows some: Range<Int>, fill: Scalar, outputPitch: Int,
    _ body: (BandWork<Scalar>) -> Void
  ) {
    guard lacksPadding else { return body(self) }
    let needed = layout.rowsNeeded(some)
    let count = needed.count * layout.pitch + kernelSlack
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: count) {
      let padded = $0.baseAddress!
      padded.update(repeating: fill, count: count)
      for row in needed {
        let (image, index) = row.quotientAndRemainder(dividingBy: layout.paddedRows)
        let lines = lines(layout, image: image)
        guard lines.rows.contains(index) else { continue }
        (padded + (row - needed.lowerBound) * layout.pitch + lines.elements.lowerBound).update(
          from: lines.origin + index * lines.pitch + lines.elements.lowerBound,
          count: lines.elements.count)
      }
      body(
        BandWork(
          rows: some, band: padded, firstRow: needed.lowerBound, lacksPadding: false,
          output: output + (some.lowerBound - rows.lowerBound) * outputPitch,
          ahead: (.empty, .empty)))
    }
  }
}
