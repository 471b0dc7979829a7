import KernelInterface

/// Sums over output positions, as the gradients for weights and biases define them: fused
/// multiply-adds from +0 in the compute type inside a block of 1024 consecutive positions, the
/// blocks' sums added in order in float64 from +0, rounded once at the end.
///
/// A matrix of such sums for each group: `rows × columns`. Parts of a job that work at the same
/// time take different rows.
final class BlockSums<Scalar: ComputeScalar>: @unchecked Sendable {
  /// Positions in a block. Part of the definition of every result.
  static var blockLength: Int { 1024 }

  let groups: Int
  let rows: Int
  let columns: Int
  /// Rows and columns are filled up to whole tiles and panels.
  private let rowPitch: Int
  let columnPitch: Int
  /// Positions counted so far, over all arrays.
  private(set) var positions = 0
  private let partials: Storage
  private let totals: Storage

  init(groups: Int, rows: Int, columns: Int, kernels: KernelTable<Scalar>) throws {
    (self.groups, self.rows, self.columns) = (groups, rows, columns)
    func filledUp(_ count: Int, _ unit: Int) -> Int { (count + unit - 1) / unit * unit }
    rowPitch = filledUp(rows, kernels.tileRows)
    columnPitch = filledUp(columns, kernels.panelWidth(channels: columns))
    let (cells, overflow) = rowPitch.multipliedReportingOverflow(by: columnPitch * groups)
    guard !overflow, cells < 1 << 48 else { throw GeometryError.tooLarge }
    partials = try Storage(byteCount: cells * MemoryLayout<Scalar>.stride)
    totals = try Storage(byteCount: cells * MemoryLayout<Double>.stride)
    reset()
  }

  func reset() {
    positions = 0
    _ = partials.withBytes { $0.initializeMemory(as: UInt8.self, repeating: 0) }
    _ = totals.withBytes { $0.initializeMemory(as: UInt8.self, repeating: 0) }
  }

  /// Where a row of the current block's sums is.
  func partial(group: Int, row: Int) -> UnsafeMutablePointer<Scalar> {
    partials.withBytes {
      $0.baseAddress!.assumingMemoryBound(to: Scalar.self)
        + (group * rowPitch + row) * columnPitch
    }
  }

  /// Cuts positions of the current array where blocks end.
  ///
  /// - Parameter range: counted from the array's first position.
  func segments(_ range: Range<Int>) -> [(range: Range<Int>, endsBlock: Bool)] {
    var segments: [(Range<Int>, Bool)] = []
    var next = range.lowerBound
    while next < range.upperBound {
      let left = Self.blockLength - (positions + next) % Self.blockLength
      let end = min(range.upperBound, next + left)
      segments.append((next..<end, end - next == left))
      next = end
    }
    return segments
  }

  /// Adds the current block's sums of some rows to the totals and starts the next block.
  func endBlock(group: Int, rows: Range<Int>) {
    let first = (group * rowPitch + rows.lowerBound) * columnPitch
    let count = rows.count * columnPitch
    let partials = partial(group: group, row: rows.lowerBound)
    totals.withBytes {
      let totals = $0.baseAddress!.assumingMemoryBound(to: Double.self) + first
      for i in 0..<count {
        totals[i] += Double(partials[i])
        partials[i] = 0
      }
    }
  }

  /// To be called when all positions of an array have been taken.
  func endArray(positions count: Int) { positions += count }

  /// The sums, rounded, in the order group, row, column.
  func results() -> [Scalar] {
    if positions % Self.blockLength != 0 {
      for group in 0..<groups { endBlock(group: group, rows: 0..<rows) }
    }
    return totals.withBytes {
      let totals = $0.baseAddress!.assumingMemoryBound(to: Double.self)
      return (0..<groups).flatMap { group in
        (0..<rows).flatMap { row in
          let line = totals + (group * rowPitch + row) * columnPitch
          return (0..<columns).map { column in
            let value = Scalar(line[column])
            return value.isNaN ? Scalar.quietNaN : value
          }
        }
      }
    }
  }
}
