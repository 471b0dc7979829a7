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

  /// Copies what is there of some elements of a padded row.
  ///
  /// - Parameter target: of the first of them, whether it is there or not.
  func copy(_ some: Range<Int>, ofRow row: Int, to target: UnsafeMutablePointer<Scalar>) {
    guard rows.contains(row) else { return }
    let there = some.clamped(to: elements)
    (target + (there.lowerBound - some.lowerBound)).update(
      from: origin + row * pitch + there.lowerBound, count: there.count)
  }
}

extension RealLines {
  /// Those of an image of an array.
  ///
  /// - Parameters:
  ///   - array: its first image's first element.
  ///   - rows, last: the axes.
  init(
    of array: UnsafePointer<Scalar>, rows: BandAxis, last: BandAxis, channels: Int, image: Int
  ) {
    let pitch = last.input * channels
    let before = last.before * channels
    self.init(
      origin: array + (image * rows.input - rows.before) * pitch - before, pitch: pitch,
      rows: rows.before..<rows.before + rows.input, elements: before..<before + pitch)
  }
}

extension BandWork {
  func lines(_ layout: BandLayout, image: Int) -> RealLines<Scalar> {
    guard lacksPadding else {
      return RealLines(
        origin: band + (image * layout.paddedRows - firstRow) * layout.pitch,
        pitch: layout.pitch, rows: 0..<layout.paddedRows, elements: 0..<layout.pitch)
    }
    return RealLines(
      of: band, rows: layout.axes[0], last: layout.axes[1], channels: layout.channels, image: image)
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
        lines(layout, image: image).copy(
          0..<layout.pitch, ofRow: index,
          to: padded + (row - needed.lowerBound) * layout.pitch)
      }
      body(
        BandWork(
          rows: some, band: padded, firstRow: needed.lowerBound, lacksPadding: false,
          output: output + (some.lowerBound - rows.lowerBound) * outputPitch,
          ahead: (.empty, .empty)))
    }
  }
}
