import KernelInterface

/// Which rows of the input neighbouring lines of results read, as a `LineJob` goes through them.
struct LineRows: Sendable {
  /// How many lines are computed together: the first that there are enough of.
  let heights: [Int]
  let planes: Int
  /// Rows of the kernel in a plane.
  let rows: Int
  /// See `LineJob`.
  let lead: Int
  /// For each of the heights, where the rows are.
  let offsets: [PlacedArray<Int>]

  /// The largest of `heights`.
  static var most: Int { 4 }

  /// - Parameters:
  ///   - rows: that the first line reads in each plane, rising by the same each.
  ///   - advance: rows from one line to the next.
  ///   - rowPitch: elements from one row to the next.
  ///   - planes: offsets.
  init(rows: [Int], advance: Int, rowPitch: Int, planes: [Int] = [0]) {
    let spacing = rows.count > 1 ? rows[1] - rows[0] : advance
    // Lines of a dilated filter that read other rows than their neighbours have nothing to share.
    let share = advance % spacing == 0
    heights = share ? [Self.most, 2, 1] : [1]
    self.planes = planes.count
    self.rows = rows.count
    lead = share ? min(advance / spacing, rows.count) : rows.count
    offsets = heights.map { height in
      let read = Set((0..<height).flatMap { line in rows.map { $0 + line * advance } }).sorted()
      return PlacedArray(planes.flatMap { plane in read.map { plane + $0 * rowPitch } })
    }
  }

  /// The same rows where they have been put one after the other, `pitch` apart, each of which counts as
  /// a row for every one of some taps.
  init(_ given: LineRows, following pitch: Int, taps: [Int]) {
    (heights, planes) = (given.heights, given.planes)
    (rows, lead) = (given.rows * taps.count, given.lead * taps.count)
    offsets = given.offsets.map { offsets in
      PlacedArray((0..<offsets.count).flatMap { row in taps.map { row * pitch + $0 } })
    }
  }

  /// Those of a layout of one phase.
  init(_ layout: BandLayout) {
    guard layout.axes.count > 1 else {
      self.init(rows: [0], advance: 1, rowPitch: 0)
      return
    }
    let pitches = [layout.pitch] + layout.innerPitches
    let vertical = layout.axes.count - 2
    let axis = layout.axes[vertical]
    self.init(
      rows: axis.phases[0].map(\.offset), advance: axis.step, rowPitch: pitches[vertical],
      planes: vertical == 0 ? [0] : layout.axes[0].phases[0].map { $0.offset * pitches[0] })
  }
}

extension [LineRows] {
  /// Calls `body` for groups of lines that are computed together, for each of them with its first
  /// one, their phase, and which of the heights there are. `self` has the rows of each phase.
  ///
  /// - Parameters:
  ///   - results: of one image.
  ///   - axis: across the lines.
  func forEachGroup(
    of results: Range<Int>, along axis: BandAxis, _ body: (Int, _ phase: Int, _ height: Int) -> Void
  ) {
    for first in results.prefix(axis.divisor) {
      let phase = axis.phase(first)
      let heights = self[phase].heights
      var next = first
      while next < results.upperBound {
        let left = (results.upperBound - next).dividedUp(by: axis.divisor)
        let height = heights.firstIndex { $0 <= left }!
        body(next, phase, height)
        next += heights[height] * axis.divisor
      }
    }
  }
}
