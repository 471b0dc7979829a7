/// A reduction on its way.
///
/// Two closures and no generic class: its methods would be called through a table whose entries
/// are not made for the accumulator's type, and each element would cost a call.
struct ReductionRun {
  /// Takes the next `count` elements of an array.
  let take: (_ count: Int, _ walk: inout ReductionWalk, _ array: PendingArray) throws -> Void
  /// Writes the first `count` results, each of which `positions` elements were given to.
  let write:
    (_ count: Int, _ positions: Int, _ type: ElementType, _ writer: TensorWriter) throws -> Void

  /// Elements that are read at a time: so few that they stay in the cache, and some blocks of
  /// sums.
  private static let pieceLength = 1 << 14

  static func of<Accumulator: ReductionAccumulator>(
    _ accumulator: Accumulator
  ) throws(MemoryError) -> ReductionRun {
    var accumulator = accumulator
    let buffer = try Storage(
      byteCount: pieceLength * MemoryLayout<Accumulator.Element>.stride)
    return ReductionRun(
      take: { count, walk, array in
        try take(count, &walk, array, to: &accumulator, through: buffer)
      },
      write: { count, positions, type, writer in
        try type.accept(
          ResultsVisitor(
            accumulator: accumulator, count: count, positions: positions, writer: writer,
            pieceLength: pieceLength))
      })
  }

  private static func take<Accumulator: ReductionAccumulator>(
    _ count: Int, _ walk: inout ReductionWalk, _ array: PendingArray,
    to accumulator: inout Accumulator, through buffer: Storage
  ) throws {
    try buffer.withBytes {
      let piece = $0.baseAddress!.assumingMemoryBound(to: Accumulator.Element.self)
      var left = count
      while left > 0 {
        let next = min(left, pieceLength)
        try Accumulator.read(next, from: array, into: piece)
        try walk.feed(piece, next, to: &accumulator)
        left -= next
      }
    }
  }
}

private struct ResultsVisitor<Accumulator: ReductionAccumulator>: ElementVisitor {
  let accumulator: Accumulator
  let count: Int
  let positions: Int
  let writer: TensorWriter
  let pieceLength: Int

  func visit<Target: StoredElement>(_: Target.Type) throws {
    guard count > 0 else { return }
    let most = min(count, pieceLength)
    try withUnsafeTemporaryAllocation(of: Target.self, capacity: most) { target in
      for first in stride(from: 0, to: count, by: most) {
        let piece = min(most, count - first)
        for i in 0..<piece {
          target[i] = accumulator.result(first + i, count: positions, as: Target.self)
        }
        try writer.write(
          UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: target[..<piece])))
      }
    }
  }
}
