/// Some rows of the current image of an array that is read in order.
final class SlidingRows<Scalar: ComputeScalar>: @unchecked Sendable {
  let rowLength: Int
  private let rowsInImage: Int
  private let source: ElementSource<Scalar>
  private var memory: PlacedMemory<Scalar>?
  private var capacity = 0
  /// The rows held.
  private var rows = 0..<0

  /// - Parameters:
  ///   - rowLength: elements of a row.
  ///   - rowsInImage: how many of them make an image.
  init(_ source: ElementSource<Scalar>, rowLength: Int, rowsInImage: Int) {
    self.source = source
    self.rowLength = rowLength
    self.rowsInImage = rowsInImage
  }

  /// Goes on to the next image.
  func endImage() throws {
    try source.skip((rowsInImage - rows.upperBound) * rowLength)
    rows = 0..<0
  }

  /// Passes over what is left of the array.
  func finish() throws { try source.finish() }

  /// Holds the rows `needed` of the image, and drops those before. Ranges only move forward.
  ///
  /// - Throws: `StreamError`, `MemoryError`.
  func advance(to needed: Range<Int>) throws {
    let kept = needed.lowerBound..<max(needed.lowerBound, rows.upperBound)
    if rows.upperBound < kept.lowerBound {
      try source.skip((kept.lowerBound - rows.upperBound) * rowLength)
    }
    let new = max(0, needed.upperBound - kept.upperBound)
    let dropped = min(kept.lowerBound - rows.lowerBound, rows.count)
    let previous = memory
    defer { withExtendedLifetime(previous) {} }
    if kept.count + new > capacity {
      try source.require(new * rowLength)
      capacity = kept.count + new
      memory = try PlacedMemory(count: capacity * rowLength + kernelSlack)
    }
    if !kept.isEmpty, dropped > 0 || previous !== memory {
      memory!.start.update(
        from: previous!.start + dropped * rowLength, count: kept.count * rowLength)
    }
    if new > 0 {
      try source.read(new * rowLength, into: memory!.start + kept.count * rowLength)
    }
    rows = kept.lowerBound..<(kept.upperBound + new)
  }

  /// The rows held, good until the next call of `advance`: where row 0 would be.
  var origin: UnsafePointer<Scalar>? {
    memory.map { UnsafePointer($0.start) - rows.lowerBound * rowLength }
  }
}
