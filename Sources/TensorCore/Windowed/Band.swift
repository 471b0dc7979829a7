/// A buffer of padded rows that slides over the images of an array.
final class Band<Scalar: ComputeScalar>: @unchecked Sendable {
  /// The padded rows that it holds, counted over all images.
  private(set) var rows = 0..<0
  let capacity: Int
  private let pitch: Int
  private let storage: Storage
  /// Good while the band is alive, which the driver sees to.
  private let base: UnsafeMutablePointer<Scalar>

  /// - Parameters:
  ///   - slack: elements that may be read past the last row.
  ///   - padding: the elements of each row that no filling writes, and what they hold for good.
  init(capacity: Int, pitch: Int, slack: Int, padding: [Range<Int>], fill: Scalar) throws {
    self.capacity = capacity
    self.pitch = pitch
    let (count, overflow) = capacity.multipliedReportingOverflow(by: pitch)
    guard !overflow, count < 1 << 58 else { throw GeometryError.tooLarge }
    storage = try Storage(byteCount: (count + slack) * MemoryLayout<Scalar>.stride)
    base = storage.withBytes {
      let elements = $0.bindMemory(to: Scalar.self).baseAddress!
      for row in 0..<capacity {
        for range in padding {
          (elements + row * pitch + range.lowerBound).initialize(
            repeating: fill, count: range.count)
        }
      }
      (elements + count).initialize(repeating: fill, count: slack)
      return elements
    }
  }

  /// Where its first row lies.
  var start: UnsafePointer<Scalar> { UnsafePointer(base) }

  func row(_ index: Int) -> UnsafeMutablePointer<Scalar> {
    precondition(rows.contains(index))
    return base + (index - rows.lowerBound) * pitch
  }

  /// Takes over the rows of `range` that `previous` holds, which may be this band itself; the
  /// others are to be filled in.
  func start(_ range: Range<Int>, from previous: Band<Scalar>?) {
    precondition(range.count <= capacity)
    let common = previous.map { range.clamped(to: $0.rows) } ?? 0..<0
    let source = common.isEmpty ? nil : previous?.row(common.lowerBound)
    rows = range
    guard let source else { return }
    row(common.lowerBound).update(from: source, count: common.count * pitch)
  }
}
