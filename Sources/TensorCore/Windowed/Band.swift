/// A buffer of padded rows that slides over the images of an array.
final class Band<Scalar: ComputeScalar>: @unchecked Sendable {
  /// The padded rows that it holds, counted over all images.
  private(set) var rows = 0..<0
  let capacity: Int
  private let pitch: Int
  private let memory: PlacedMemory<Scalar>

  /// - Parameters:
  ///   - slack: elements that may be read past the last row.
  ///   - padding: the elements of each row that no filling writes, and what they hold for good.
  init(capacity: Int, pitch: Int, slack: Int, padding: [Range<Int>], fill: Scalar) throws {
    self.capacity = capacity
    self.pitch = pitch
    let (count, overflow) = capacity.multipliedReportingOverflow(by: pitch)
    guard !overflow, count < 1 << 58 else { throw GeometryError.tooLarge }
    memory = try PlacedMemory(count: count + slack)
    for row in 0..<capacity {
      for range in padding {
        (memory.start + row * pitch + range.lowerBound).initialize(
          repeating: fill, count: range.count)
      }
    }
    (memory.start + count).initialize(repeating: fill, count: slack)
  }

  /// Where its first row lies, for as long as the band lives.
  var start: UnsafePointer<Scalar> { UnsafePointer(memory.start) }

  func row(_ index: Int) -> UnsafeMutablePointer<Scalar> {
    precondition(rows.contains(index))
    return memory.start + (index - rows.lowerBound) * pitch
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
