import KernelInterface

/// Where everything lies in a band: a buffer of padded rows, channels last.
///
/// A row is a slice along the first spatial axis: a pixel in 1-D, a row in 2-D, a plane in 3-D.
/// The rows of all images of an array follow each other with a constant pitch, each image with
/// its padding before and after, so one window has the same offsets everywhere, and windows of
/// several small images can be computed together. All offsets in elements.
struct BandLayout: Sendable {
  let window: Window
  let channels: Int
  /// Padded rows of one image.
  let paddedRows: Int
  /// From one padded row to the next.
  let pitch: Int
  /// From one element to the next along each inner axis (all spatial axes but the first).
  let innerPitches: [Int]
  /// Offset of each output position of one output row, from the padded row's start.
  let innerStarts: [Int]
  /// Offset of each tap from the window's start, in the order kd, kh, kw.
  let taps: [Int]

  var rows: AxisWindow { window.axes[0] }
  var inner: ArraySlice<AxisWindow> { window.axes[1...] }
  /// Output positions in one output row.
  var positionsInRow: Int { innerStarts.count }

  /// - Throws: `GeometryError.tooLarge` if a padded row cannot be addressed, `.emptyAxis` without
  ///   channels.
  init(_ window: Window, channels: Int) throws(GeometryError) {
    guard channels > 0 else { throw .emptyAxis("C") }
    self.window = window
    self.channels = channels
    var pitch = channels
    var pitches: [Int] = []
    for axis in window.axes.dropFirst().reversed() {
      pitches.insert(pitch, at: 0)
      let (product, overflow) = pitch.multipliedReportingOverflow(by: axis.padded)
      guard !overflow, product < 1 << 48 else { throw .tooLarge }
      pitch = product
    }
    paddedRows = window.axes[0].padded
    self.pitch = pitch
    innerPitches = pitches
    let inner = window.axes.dropFirst()
    innerStarts = Self.offsets(
      counts: inner.map(\.output), steps: zip(inner, pitches).map { $0.stride * $1 })
    taps = Self.offsets(
      counts: window.axes.map(\.kernel),
      steps: zip(window.axes, [pitch] + pitches).map { $0.dilation * $1 })
  }

  /// All sums of one multiple of each step, the last axis fastest.
  private static func offsets(counts: [Int], steps: [Int]) -> [Int] {
    zip(counts, steps).reduce([0]) { offsets, axis in
      offsets.flatMap { offset in (0..<axis.0).map { offset + $0 * axis.1 } }
    }
  }

  /// The padded row, counted over all images, where the windows of an output row start.
  func firstRow(ofOutput row: Int) -> Int {
    let (image, index) = row.quotientAndRemainder(dividingBy: rows.output)
    return image * paddedRows + rows.start(index)
  }

  /// The padded rows that a range of output rows reads.
  func rowsNeeded(_ outputs: Range<Int>) -> Range<Int> {
    firstRow(
      ofOutput: outputs.lowerBound)..<(firstRow(ofOutput: outputs.upperBound - 1)
      + rows.effective)
  }

  /// The elements under one window, as stretches of consecutive ones: `count` channels from
  /// `firstChannel` on at each tap. None is longer than `longest`.
  func runs(firstChannel: Int, count: Int, longest: Int) -> [Run] {
    var runs: [Run] = []
    for tap in taps {
      var offset = tap + firstChannel
      if let last = runs.last, last.offset + last.count == offset {
        offset = last.offset
        runs.removeLast()
      }
      let end = tap + firstChannel + count
      while offset < end {
        let length = min(longest, end - offset)
        runs.append(Run(offset: offset, count: length))
        offset += length
      }
    }
    return runs
  }
}
