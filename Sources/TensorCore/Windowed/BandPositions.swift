/// How a part's share of a band's outputs is handed to kernels.
extension WindowedOperator {
  /// Calls `body` for blocks of this part's output positions with the offset of each window
  /// in the band, and the number of the block's first position. The last offset is repeated,
  /// so that kernels may read on past the end by a tile.
  func forEachPositionBlock(
    _ work: BandWork<Scalar>, part: Int, of parts: Int, grain: Int,
    _ body: (_ pixels: UnsafeBufferPointer<Int>, _ first: Int) -> Void
  ) {
    let inRow = layout.positionsInRow
    let share = BandWork<Scalar>.share(
      work.rows.count * inRow, part: part, of: parts, grain: grain)
    let blockSize = 480
    let repeats = 32
    withUnsafeTemporaryAllocation(of: Int.self, capacity: blockSize + repeats) { offsets in
      var first = share.lowerBound
      while first < share.upperBound {
        let count = min(blockSize, share.upperBound - first)
        var (row, column) = first.quotientAndRemainder(dividingBy: inRow)
        var start = rowOffset(work, row)
        for i in 0..<count {
          offsets[i] = start + layout.innerStarts[column]
          column += 1
          if column == inRow, i + 1 < count {
            (row, column) = (row + 1, 0)
            start = rowOffset(work, row)
          }
        }
        for i in count..<(count + repeats) { offsets[i] = offsets[count - 1] }
        body(UnsafeBufferPointer(rebasing: offsets[..<count]), first)
        first += count
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
      forEachRowLine(work, part: part, of: parts, body)
      return
    }
    let length = layout.inner.last!.output
    let inRow = layout.positionsInRow / length
    let share = BandWork<Scalar>.share(work.rows.count * inRow, part: part, of: parts, grain: 4)
    guard !share.isEmpty else { return }
    let offsets = share.map { line in
      rowOffset(work, line / inRow) + layout.innerStarts[line % inRow * length]
    }
    let count = length * outputChannels
    offsets.withUnsafeBufferPointer {
      body($0, count, work.output + share.lowerBound * count, count)
    }
  }

  /// 1-D: the rows are the positions, and those of one image are a line.
  private func forEachRowLine(
    _ work: BandWork<Scalar>, part: Int, of parts: Int,
    _ body: (
      _ lines: UnsafeBufferPointer<Int>, _ count: Int,
      _ output: UnsafeMutablePointer<Scalar>, _ stride: Int
    ) -> Void
  ) {
    let share = BandWork<Scalar>.share(work.rows.count, part: part, of: parts, grain: 64)
    var first = share.lowerBound
    while first < share.upperBound {
      let global = work.rows.lowerBound + first
      let imageEnd = (global / layout.rows.output + 1) * layout.rows.output
      let end = min(share.upperBound, imageEnd - work.rows.lowerBound)
      let count = (end - first) * outputChannels
      withUnsafePointer(to: rowOffset(work, first)) {
        body(
          UnsafeBufferPointer(start: $0, count: 1), count,
          work.output + first * outputChannels, count)
      }
      first = end
    }
  }

  /// Where the windows of a band's output row start, counted from the band's first element.
  private func rowOffset(_ work: BandWork<Scalar>, _ row: Int) -> Int {
    (layout.firstRow(ofOutput: work.rows.lowerBound + row) - work.firstRow) * layout.pitch
  }
}
