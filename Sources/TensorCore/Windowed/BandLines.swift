/// Neighbouring lines along the axis before the last one. A line is a row of output positions
/// that follow each other along the last spatial axis.
struct LineGroup {
  /// How many, and which of the wished heights that is.
  let height: Int
  let heightIndex: Int
  /// Where the window of the first position starts in the band, in elements.
  let input: Int
  /// Number of the first position, counted from the band's first.
  let firstPosition: Int
  /// Positions in a line.
  let positions: Int
}

extension BandWork {
  /// Calls `body` for groups of this part's lines. No group spans two images or planes. For
  /// layouts of one phase.
  ///
  /// - Parameter heights: sizes of groups, falling, the last one 1.
  func forEachLineGroup(
    _ layout: BandLayout, part: Int, of parts: Int, heights: [Int], _ body: (LineGroup) -> Void
  ) {
    guard let last = layout.inner.last else {
      forEachImage(layout, part: part, of: parts) { line in
        body(
          LineGroup(
            height: 1, heightIndex: heights.count - 1,
            input: offset(layout, row: line.lowerBound), firstPosition: line.lowerBound,
            positions: line.count))
      }
      return
    }
    let positions = last.output
    let inRow = layout.positionsInRow / positions
    // Lines that lie evenly: those of an image in 2-D, of a plane in 3-D.
    let together = layout.inner.count == 1 ? layout.rows.output : inRow
    let share = Range.share(rows.count * inRow, part: part, of: parts, grain: heights[0])
    let base = rows.lowerBound * inRow
    var line = share.lowerBound
    while line < share.upperBound {
      let left = min(share.upperBound - line, together - (base + line) % together)
      let index = heights.firstIndex { $0 <= left }!
      body(
        LineGroup(
          height: heights[index], heightIndex: index,
          input: offset(layout, row: line / inRow)
            + layout.innerStarts[line % inRow * positions],
          firstPosition: line * positions, positions: positions))
      line += heights[index]
    }
  }

  /// Calls `body` for this part's rows of each image, counted from the band's first output row. In
  /// 1-D rows are positions, and those of one image a line.
  func forEachImage(
    _ layout: BandLayout, part: Int, of parts: Int, _ body: (_ rows: Range<Int>) -> Void
  ) {
    let share = Range.share(rows.count, part: part, of: parts, grain: 64)
    var first = share.lowerBound
    while first < share.upperBound {
      let global = rows.lowerBound + first
      let imageEnd = (global / layout.rows.output + 1) * layout.rows.output
      let end = min(share.upperBound, imageEnd - rows.lowerBound)
      body(first..<end)
      first = end
    }
  }
}
