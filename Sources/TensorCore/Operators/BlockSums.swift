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
  /// The current block's sums.
  private let partials: Storage
  /// The sums of the blocks before; arbitrary before the first block has ended.
  private let totals: Storage
  private let zeros: [Scalar]

  init(groups: Int, rows: Int, columns: Int, kernels: KernelTable<Scalar>) throws {
    (self.groups, self.rows, self.columns) = (groups, rows, columns)
    rowPitch = rows.roundedUp(toMultipleOf: kernels.tileRows)
    columnPitch = columns.roundedUp(toMultipleOf: kernels.panelWidth(channels: columns))
    let (cells, overflow) = rowPitch.multipliedReportingOverflow(by: columnPitch * groups)
    guard !overflow, cells < 1 << 48 else { throw GeometryError.tooLarge }
    partials = try Storage(byteCount: cells * MemoryLayout<Scalar>.stride)
    totals = try Storage(byteCount: cells * MemoryLayout<Double>.stride)
    zeros = [Scalar](repeating: 0, count: columnPitch)
  }

  /// Bytes of the current block's sums.
  var byteCount: Int { groups * rowPitch * columnPitch * MemoryLayout<Scalar>.stride }

  /// Fused multiply-adds for each position.
  var productsInPosition: Double { Double(groups) * Double(rows) * Double(columns) }

  /// Starts again at no positions.
  func reset() { positions = 0 }

  private func partial(group: Int, row: Int) -> UnsafeMutablePointer<Scalar> {
    partials.withBytes {
      $0.baseAddress!.assumingMemoryBound(to: Scalar.self)
        + (group * rowPitch + row) * columnPitch
    }
  }

  /// Positions of one block.
  struct Segment: Equatable {
    /// Counted from the current array's first position.
    var range: Range<Int>
    /// Counted over all arrays.
    var block: Int
    var startsBlock: Bool
    var endsBlock: Bool
  }

  /// Cuts positions of the current array where blocks end.
  func segments(_ range: Range<Int>) -> [Segment] {
    var segments: [Segment] = []
    var next = range.lowerBound
    while next < range.upperBound {
      let (block, offset) = (positions + next).quotientAndRemainder(dividingBy: Self.blockLength)
      let end = min(range.upperBound, next + Self.blockLength - offset)
      segments.append(
        Segment(
          range: next..<end, block: block, startsBlock: offset == 0,
          endsBlock: offset + end - next == Self.blockLength))
      next = end
    }
    return segments
  }

  /// The rows that one part of a job adds to: whole tiles, so that parts take different ones.
  func shares(tileRows: Int, part: Int, of parts: Int) -> [(group: Int, rows: Range<Int>)] {
    let tiles = rows.dividedUp(by: tileRows)
    let share = Range.share(tiles * groups, part: part, of: parts)
    guard !share.isEmpty else { return [] }
    return (share.lowerBound / tiles...(share.upperBound - 1) / tiles).map { group in
      let own = share.clamped(to: group * tiles..<(group + 1) * tiles)
      let lower = (own.lowerBound - group * tiles) * tileRows
      return (group, lower..<min((own.upperBound - group * tiles) * tileRows, rows))
    }
  }

  /// Lets `body` add a segment to the current block's sums of some rows: `start` is what the
  /// sums start at, `startStride` from one row to the next.
  func add(
    _ segment: Segment, group: Int, rows: Range<Int>,
    _ body: (
      _ sums: UnsafeMutablePointer<Scalar>, _ start: UnsafePointer<Scalar>, _ startStride: Int
    ) -> Void
  ) {
    let sums = partial(group: group, row: rows.lowerBound)
    if segment.startsBlock {
      zeros.withUnsafeBufferPointer { body(sums, $0.baseAddress!, 0) }
    } else {
      body(sums, UnsafePointer(sums), columnPitch)
    }
    if segment.endsBlock { endBlock(segment.block, group: group, rows: rows) }
  }

  /// Adds the current block's sums of some rows to the totals.
  private func endBlock(_ block: Int, group: Int, rows: Range<Int>) {
    let first = (group * rowPitch + rows.lowerBound) * columnPitch
    let count = rows.count * columnPitch
    let partials = partial(group: group, row: rows.lowerBound)
    totals.withBytes {
      let totals = $0.baseAddress!.assumingMemoryBound(to: Double.self) + first
      if block == 0 {
        for i in 0..<count { totals[i] = 0 + Double(partials[i]) }
      } else {
        for i in 0..<count { totals[i] += Double(partials[i]) }
      }
    }
  }

  /// The sum of the block that the last segment has left unfinished.
  func begun(group: Int, row: Int, column: Int) -> Scalar {
    partial(group: group, row: row)[column]
  }

  /// Takes one weight's sums of consecutive segments, the first of which may have gone on from
  /// `begun`.
  func take(
    _ segments: [Segment], _ values: UnsafePointer<Scalar>, group: Int, row: Int, column: Int
  ) {
    // All but the last end a block.
    let ended = segments.last!.endsBlock ? segments.count : segments.count - 1
    take(
      blocks: segments[0].block..<segments[0].block + ended, group: group, row: row,
      columns: CollectionOfOne(column)
    ) { block, _ in values[block] }
    if ended < segments.count { partial(group: group, row: row)[column] = values[ended] }
  }

  /// Adds whole blocks' sums to the totals of some columns of one row.
  ///
  /// - Parameter value: the sum of the i-th of the blocks, for the j-th of the columns.
  @inline(__always)
  func take(
    blocks: Range<Int>, group: Int, row: Int, columns: some Collection<Int>,
    _ value: (_ block: Int, _ column: Int) -> Scalar
  ) {
    totals.withBytes {
      let totals =
        $0.baseAddress!.assumingMemoryBound(to: Double.self)
        + (group * rowPitch + row) * columnPitch
      if blocks.first == 0 {
        for column in columns { totals[column] = 0 }
      }
      for block in 0..<blocks.count {
        for (j, column) in columns.enumerated() { totals[column] += Double(value(block, j)) }
      }
    }
  }

  /// To be called when all positions of an array have been taken.
  func endArray(positions count: Int) { positions += count }

  /// The sums of one row, rounded where they lie: they are done with then.
  func result(group: Int, row: Int) -> UnsafeBufferPointer<Scalar> {
    round(group: group, row: row, count: columns)
    return UnsafeBufferPointer(start: partial(group: group, row: row), count: columns)
  }

  /// The memory of all sums, rounded; nil if something lies between them. For sums that
  /// `KernelTable.multiplySteps` has added to: those of a block that is not full are what they are
  /// to be, then, without a −0 and with one NaN only.
  func resultsInPlace() -> Storage? {
    guard columnPitch == columns, rowPitch == rows || groups == 1 else { return nil }
    if !(1..<Self.blockLength).contains(positions) {
      round(group: 0, row: 0, count: groups * rows * columns)
    }
    return partials
  }

  /// Makes the sums of what begins with some row the gradient.
  private func round(group: Int, row: Int, count: Int) {
    let (blocks, left) = positions.quotientAndRemainder(dividingBy: Self.blockLength)
    let values = partial(group: group, row: row)
    // Branches outside the loops, which become vectors.
    guard blocks > 0 else {
      // From +0 in float64, the one block's sum stays as it is but for −0.
      for i in 0..<count {
        let value = left > 0 ? 0 + values[i] : 0
        values[i] = value != value ? .quietNaN : value
      }
      return
    }
    totals.withBytes {
      let totals =
        $0.baseAddress!.assumingMemoryBound(to: Double.self)
        + (group * rowPitch + row) * columnPitch
      for i in 0..<count {
        let value = Scalar(left > 0 ? totals[i] + Double(values[i]) : totals[i])
        values[i] = value != value ? .quietNaN : value
      }
    }
  }
}
