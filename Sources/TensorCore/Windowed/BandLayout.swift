import KernelInterface

/// Where everything lies in a band: a buffer of padded rows, channels last.
///
/// A row is a slice along the first spatial axis: a pixel in 1-D, a row in 2-D, a plane in 3-D.
/// The rows of all images of an array follow each other with a constant pitch, each image with
/// its padding before and after, so one window has the same offsets everywhere, and windows of
/// several small images can be computed together. All offsets in elements.
struct BandLayout: Sendable {
  let axes: [BandAxis]
  let channels: Int
  /// Padded rows of one image.
  let paddedRows: Int
  /// From one padded row to the next.
  let pitch: Int
  /// From one element to the next along each inner axis (all spatial axes but the first).
  let innerPitches: [Int]
  /// Offset of each output position of one output row, from the padded row's start.
  let innerStarts: [Int]
  /// Output positions that take the same taps; a window that slides forward has one phase.
  let phases: [Phase]

  struct Phase: Sendable {
    /// Which phase of the first axis.
    let row: Int
    /// The positions of an output row that belong to it.
    let positions: [Int]
    /// Where the windows of these start, counted from the padded row.
    let starts: [Int]
    /// How many of them lie on one line along the last axis, and from one to the next; nil if they are
    /// not all equally far from each other.
    let line: (length: Int, step: Int)?
    /// Which element of the kernel, row-major, each tap is, in the order of the chain.
    let tapIndices: [Int]
    /// Offset of each tap from the window's start.
    let taps: [Int]
  }

  private static var mostPositions: Count { 1 << 27 }

  /// Whether all positions take the first taps of each axis. Where an adjoint's axis is short, all
  /// may be of one phase that is not the first.
  var slidesForward: Bool { axes.allSatisfy { $0.phases.count == 1 } }
  var hasPadding: Bool { !axes.allSatisfy { $0.padded == $0.input } }
  var rows: BandAxis { axes[0] }
  var inner: ArraySlice<BandAxis> { axes[1...] }
  /// Output positions in one output row.
  var positionsInRow: Int { innerStarts.count }

  /// A window that slides over `channels` channels. Throws as the other.
  init(_ window: Window, channels: Int) throws(GeometryError) {
    try self.init(axes: window.axes.map { BandAxis($0) }, channels: channels)
  }

  /// - Throws: `GeometryError.tooLarge` if a padded row cannot be addressed, `.emptyAxis` without
  ///   channels.
  init(axes: [BandAxis], channels: Int) throws(GeometryError) {
    guard channels > 0 else { throw .emptyAxis("C") }
    self.axes = axes
    self.channels = channels
    var pitch = channels
    var pitches: [Int] = []
    for axis in axes.dropFirst().reversed() {
      pitches.insert(pitch, at: 0)
      let (product, overflow) = pitch.multipliedReportingOverflow(by: axis.padded)
      guard !overflow, product < 1 << 48 else { throw .tooLarge }
      pitch = product
    }
    // As many rows are in memory together.
    let (together, overflow) = pitch.multipliedReportingOverflow(by: axes[0].span)
    guard !overflow, together < 1 << 48 else { throw .tooLarge }
    // Each position of a row takes a few words.
    guard axes.dropFirst().reduce(Count(1), { $0 * Count($1.output) }) <= Self.mostPositions
    else { throw .tooLarge }
    paddedRows = axes[0].padded
    self.pitch = pitch
    innerPitches = pitches
    innerStarts = Self.sums(
      zip(axes.dropFirst(), pitches).map { axis, pitch in
        (0..<axis.output).map { axis.start($0) * pitch }
      })
    phases = Self.phases(axes, pitches: [pitch] + pitches, innerStarts: innerStarts)
  }

  /// One phase for each combination of the axes' phases that some position has.
  private static func phases(
    _ axes: [BandAxis], pitches: [Int], innerStarts: [Int]
  ) -> [Phase] {
    let positionPitches = rowMajorPitches(axes.map(\.output))
    let kernelPitches = rowMajorPitches(axes.map(\.kernel))
    var combinations: [[Int]] = [[]]
    for axis in axes {
      combinations = combinations.flatMap { chosen in axis.phases.indices.map { chosen + [$0] } }
    }
    // Of each inner axis and each of its phases.
    let results = axes.indices.map { a in
      var results = [[Int]](repeating: [], count: axes[a].phases.count)
      if a > 0 { for i in 0..<axes[a].output { results[axes[a].phase(i)].append(i) } }
      return results
    }
    return combinations.compactMap { chosen in
      let positions = sums(
        axes.indices.dropFirst().map { a in results[a][chosen[a]].map { $0 * positionPitches[a] } })
      guard !positions.isEmpty else { return nil }
      let taps = axes.indices.map { axes[$0].phases[chosen[$0]] }
      return Phase(
        row: chosen[0], positions: positions, starts: positions.map { innerStarts[$0] },
        line: axes.count > 1 ? line(results.last![chosen.last!]) : nil,
        tapIndices: sums(axes.indices.map { a in taps[a].map { $0.index * kernelPitches[a] } }),
        taps: sums(axes.indices.map { a in taps[a].map { $0.offset * pitches[a] } }))
    }
  }

  private static func line(_ positions: [Int]) -> (length: Int, step: Int)? {
    let steps = zip(positions, positions.dropFirst()).map { $1 - $0 }
    guard let step = steps.first, steps.allSatisfy({ $0 == step }) else { return nil }
    return (positions.count, step)
  }

  private static func rowMajorPitches(_ lengths: [Int]) -> [Int] {
    lengths.indices.map { lengths[($0 + 1)...].reduce(1, *) }
  }

  /// All sums of one value of each list, the last list fastest.
  private static func sums(_ lists: [[Int]]) -> [Int] {
    lists.reduce([0]) { sums, list in sums.flatMap { sum in list.map { sum + $0 } } }
  }

  /// The padded row, counted over all images, where the windows of an output row start.
  func firstRow(ofOutput row: Int) -> Int {
    let (image, index) = row.quotientAndRemainder(dividingBy: rows.output)
    return image * paddedRows + rows.start(index)
  }

  /// How many rows of an array, none of them padding, come before a padded one.
  func realRows(before row: Int) -> Int {
    let (image, index) = row.quotientAndRemainder(dividingBy: paddedRows)
    return image * rows.input + min(max(index - rows.before, 0), rows.input)
  }

  /// The padded rows that a range of output rows reads.
  func rowsNeeded(_ outputs: Range<Int>) -> Range<Int> {
    firstRow(
      ofOutput: outputs.lowerBound)..<(firstRow(ofOutput: outputs.upperBound - 1)
      + rows.span)
  }

  /// How many rows before those that a window needs must be in a band, since padding copies
  /// them.
  func rowsKept(_ mode: PadMode) -> Int { mode.copiesNearRows ? 2 * rows.after + 1 : 0 }

  /// How many rows from an image's start on must be filled together.
  func rowsTogether(_ mode: PadMode) -> Int {
    mode.copiesNearRows && rows.before > 0 ? min(2 * rows.before + 1, paddedRows) : 0
  }

  /// The longest run that lets the tile kernel split the taps into passes.
  private static var longestRun: Int { 2048 }
  /// The longest one that is better cut into short ones (see `TileSegment`): longer ones end seldom.
  private static var longestCutShort: Int { 1024 }

  /// The elements under one window, as stretches of consecutive ones: `count` channels from
  /// `firstChannel` on at each tap. None is longer than `longest`. The first meets row `firstRow`
  /// of the weights, each other one the row after.
  static func runs(
    taps: some Sequence<Int>, firstChannel: Int = 0, count: Int, longest: Int, firstRow: Int = 0
  ) -> [Run] {
    var runs: [Run] = []
    var row = firstRow
    for tap in taps {
      var offset = tap + firstChannel
      if let last = runs.last, last.offset + last.count == offset {
        offset = last.offset
        row = last.row
        runs.removeLast()
      }
      let end = tap + firstChannel + count
      while offset < end {
        let length = min(longest, end - offset)
        runs.append(Run(offset: offset, count: length, row: row))
        offset += length
        row += length
      }
    }
    return runs
  }

  /// The same as the tile kernel takes them, and whether they are short.
  ///
  /// - Parameter mayBeShort: whether panels have two vectors.
  static func tileRuns(
    taps: some Collection<Int>, count: Int, firstRow: Int = 0, mayBeShort: Bool
  ) -> (runs: [Run], areShort: Bool) {
    func runs(_ longest: Int) -> [Run] {
      Self.runs(taps: taps, count: count, longest: longest, firstRow: firstRow)
    }
    let whole = runs(.max)
    let areShort =
      mayBeShort
      && whole.allSatisfy {
        $0.count % Run.shortCount == 0 && $0.count <= longestCutShort
      }
    return (runs(areShort ? Run.shortCount : longestRun), areShort)
  }
}
