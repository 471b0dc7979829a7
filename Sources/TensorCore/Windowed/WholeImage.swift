/// One image in memory, for padding that may need any row of it.
final class WholeImage<Scalar: ComputeScalar> {
  /// Mean of each channel: a float64 sum in row-major order, divided by the number of pixels,
  /// rounded once.
  let means: [Scalar]?
  private let elements: Storage
  private let rowLength: Int

  init(layout: BandLayout, source: ElementSource<Scalar>, mean: Bool) throws {
    rowLength = layout.inner.reduce(layout.channels) { $0 * $1.input }
    let count = rowLength * layout.rows.input
    elements = try source.read(count)
    let channels = layout.channels
    let pixels = count / channels
    let sums: [Double]? = elements.withBytes { bytes in
      guard mean else { return nil }
      let base = bytes.assumingMemoryBound(to: Scalar.self).baseAddress!
      var sums = [Double](repeating: 0, count: channels)
      for pixel in 0..<pixels {
        for channel in 0..<channels { sums[channel] += Double(base[pixel * channels + channel]) }
      }
      return sums
    }
    means = sums?.map {
      let mean = Scalar($0 / Double(pixels))
      return mean.isNaN ? .quietNaN : mean
    }
  }

  /// Where a row starts, as long as the image lives.
  func row(_ index: Int) -> UnsafePointer<Scalar> {
    elements.withBytes {
      UnsafePointer($0.baseAddress!.assumingMemoryBound(to: Scalar.self)) + index * rowLength
    }
  }
}
