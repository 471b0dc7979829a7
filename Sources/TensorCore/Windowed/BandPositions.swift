/// Positions that a kernel gets at a time.
let positionsInBlock = 480
/// How often the last offset is repeated, for kernels that take positions in tiles.
private let offsetsRepeated = 32

/// How a part's share of a band's outputs is handed to kernels.
extension WindowedOperator {
  /// Calls `body` for blocks of this part's output positions with the offset of each window
  /// in the band, and the number of the block's first position. The last offset is repeated,
  /// so that kernels may read on past the end by a tile. For layouts of one phase.
  func forEachPositionBlock(
    _ work: BandWork<Scalar>, part: Int, of parts: Int, grain: Int,
    _ body: (_ pixels: UnsafeBufferPointer<Int>, _ first: Int) -> Void
  ) {
    let inRow = layout.positionsInRow
    let share = Range.share(
      work.rows.count * inRow, part: part, of: parts, grain: grain)
    let (blockSize, repeats) = (positionsInBlock, offsetsRepeated)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: blockSize + repeats) { offsets in
      var first = share.lowerBound
      while first < share.upperBound {
        let count = min(blockSize, share.upperBound - first)
        var (row, column) = first.quotientAndRemainder(dividingBy: inRow)
        var start = work.offset(layout, row: row)
        for i in 0..<count {
          offsets[i] = start + layout.innerStarts[column]
          column += 1
          if column == inRow, i + 1 < count {
            (row, column) = (row + 1, 0)
            start = work.offset(layout, row: row)
          }
        }
        for i in count..<(count + repeats) { offsets[i] = offsets[count - 1] }
        body(UnsafeBufferPointer(rebasing: offsets[..<count]), first)
        first += count
      }
    }
  }

  /// The same for the positions of one phase, of layouts that may have several.
  ///
  /// - Parameter body: `targets` are the numbers of the block's output positions.
  func forEachBlock(
    ofPhase phase: BandLayout.Phase, _ work: BandWork<Scalar>, part: Int, of parts: Int, grain: Int,
    _ body: (_ pixels: UnsafeBufferPointer<Int>, _ targets: UnsafeBufferPointer<Int>) -> Void
  ) {
    let capacity = positionsInBlock + offsetsRepeated
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * capacity) { memory in
      let offsets = UnsafeMutableBufferPointer(rebasing: memory[..<capacity])
      let targets = UnsafeMutableBufferPointer(rebasing: memory[capacity...])
      let rows = rows(of: work, phase)
      let inRow = phase.positions.count
      let share = Range.share(rows.count * inRow, part: part, of: parts, grain: grain)
      var first = share.lowerBound
      while first < share.upperBound {
        let count = min(positionsInBlock, share.upperBound - first)
        var (row, position) = first.quotientAndRemainder(dividingBy: inRow)
        var done = 0
        while done < count {
          let start = work.offset(layout, row: rows[row])
          let target = rows[row] * layout.positionsInRow
          let some = min(inRow - position, count - done)
          for i in 0..<some {
            offsets[done + i] = start + phase.starts[position + i]
            targets[done + i] = target + phase.positions[position + i]
          }
          (row, position) = (row + 1, 0)
          done += some
        }
        for i in count..<(count + offsetsRepeated) { offsets[i] = offsets[count - 1] }
        body(
          UnsafeBufferPointer(rebasing: offsets[..<count]),
          UnsafeBufferPointer(rebasing: targets[..<count]))
        first += count
      }
    }
  }

  /// The output rows that belong to a phase, counted from the first of `work`.
  private func rows(of work: BandWork<Scalar>, _ phase: BandLayout.Phase) -> [Int] {
    work.rows.indices.filter { layout.rows.phase($0 % layout.rows.output) == phase.row }
      .map { $0 - work.rows.lowerBound }
  }

  /// The same a line of positions along the last axis at a time.
  ///
  /// - Parameter body: `pixels` are counted from `start`; `first` is the number of the line's first
  ///   output position.
  func forEachLine(
    ofPhase phase: BandLayout.Phase, length: Int, _ work: BandWork<Scalar>, part: Int,
    of parts: Int,
    _ body: (_ start: Int, _ pixels: UnsafeBufferPointer<Int>, _ first: Int) -> Void
  ) {
    let rows = rows(of: work, phase)
    let inRow = phase.positions.count / length
    phase.starts.withUnsafeBufferPointer { starts in
      for line in Range.share(rows.count * inRow, part: part, of: parts, grain: 1) {
        let row = rows[line / inRow]
        let firstInRow = line % inRow * length
        body(
          work.offset(layout, row: row),
          UnsafeBufferPointer(rebasing: starts[firstInRow..<(firstInRow + length)]),
          row * layout.positionsInRow + phase.positions[firstInRow])
      }
    }
  }

  /// Calls `body` for groups of lines: output positions that follow each other along the last
  /// spatial axis, whose inputs then do so too (its stride must be 1). A line is a span of
  /// results in the sense of `WindowJob`.
  func forEachLine(
    _ work: BandWork<Scalar>, part: Int, of parts: Int,
    _ body: (
      _ lines: UnsafeBufferPointer<Int>, _ count: Int,
      _ output: UnsafeMutablePointer<Scalar>, _ stride: Int
    ) -> Void
  ) {
    if layout.inner.isEmpty {
      work.forEachImage(layout, part: part, of: parts) { line in
        let count = line.count * outputChannels
        withUnsafePointer(to: work.offset(layout, row: line.lowerBound)) {
          body(
            UnsafeBufferPointer(start: $0, count: 1), count,
            work.output + line.lowerBound * outputChannels, count)
        }
      }
      return
    }
    let length = layout.inner.last!.output
    let inRow = layout.positionsInRow / length
    let share = Range.share(work.rows.count * inRow, part: part, of: parts, grain: 4)
    guard !share.isEmpty else { return }
    let offsets = share.map { line in
      work.offset(layout, row: line / inRow) + layout.innerStarts[line % inRow * length]
    }
    let count = length * outputChannels
    offsets.withUnsafeBufferPointer {
      body($0, count, work.output + share.lowerBound * count, count)
    }
  }
}
