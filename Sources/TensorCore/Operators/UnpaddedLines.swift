import KernelInterface

/// How the lines of a padded layout are read of an array without its padding: where windows stay
/// inside of a row they are read where the row lies, those at its ends in patches that are put
/// together of the row's ends and padding. Rows of padding are one that all share.
///
/// A copy of all rows would take a sixth to a quarter of the time of filters of 3×3.
struct UnpaddedLines<Scalar: ComputeScalar>: Sendable {
  /// Some results of each line.
  private struct Stretch: Sendable {
    let positions: Range<Int>
    /// The columns of a padded row that they read.
    let columns: Range<Int>
    /// From one row to the next where they are read.
    let pitch: Int
    let lines: LineRows
    /// Whether they are read in a patch.
    let isEnd: Bool
  }

  private let rows: BandAxis
  private let last: BandAxis
  private let channels: Int
  private let fill: Scalar
  private let inside: Stretch
  /// That and the ends, in their order.
  private let stretches: [Stretch]

  /// Results of a line for each one at its ends from which on patches are no matter.
  private static var worthwhile: Int { 16 }

  /// Nil where padding is no constant, or the layout has not two axes, or lines are short.
  ///
  /// - Parameter layout: of one phase.
  init?(layout: BandLayout, padMode: PadMode, padValue: Scalar) {
    guard layout.axes.count == 2, padMode.isConstant else { return nil }
    let (rows, last, channels) = (layout.axes[0], layout.axes[1], layout.channels)
    (self.rows, self.last, self.channels, fill) = (rows, last, channels, padValue)
    let first = (0..<last.output).first { last.start($0) >= last.before } ?? last.output
    let end =
      (0..<last.output).last { last.start($0) + last.span <= last.before + last.input }
      .map { $0 + 1 } ?? 0
    guard last.output >= Self.worthwhile * max(1, first + last.output - end) else { return nil }

    func stretch(_ positions: Range<Int>, pitch: Int? = nil) -> Stretch {
      let columns =
        last.start(positions.lowerBound)..<(last.start(positions.upperBound - 1) + last.span)
      let rowPitch = pitch ?? columns.count * channels
      return Stretch(
        positions: positions, columns: columns, pitch: rowPitch,
        lines: LineRows(
          rows: rows.phases[0].map(\.offset), advance: rows.step, rowPitch: rowPitch),
        isEnd: pitch == nil)
    }
    inside = stretch(first..<end, pitch: last.input * channels)
    stretches =
      (first > 0 ? [stretch(0..<first)] : []) + [inside]
      + (end < last.output ? [stretch(end..<last.output)] : [])
  }

  /// Calls `body` for the stretches of one line.
  func forEachLineStretch(
    of array: UnsafePointer<Scalar>, line: Int,
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void
  ) {
    forEachLineStretch(
      of: array, line: line, heightIndex: inside.lines.heights.firstIndex(of: 1)!, body)
  }

  /// Calls `body` for the stretches of neighbouring lines, in their order: with where the window of the
  /// first result starts, the offsets of the rows, and which results these are.
  ///
  /// - Parameters:
  ///   - array: its first element.
  ///   - line: number of the first line, counted over all images.
  func forEachLineStretch(
    of array: UnsafePointer<Scalar>, line: Int, heightIndex: Int,
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void
  ) {
    let (image, row) = line.quotientAndRemainder(dividingBy: rows.output)
    let height = inside.lines.heights[heightIndex]
    let read = rows.start(row)..<(rows.start(row + height - 1) + rows.span)
    let lines = RealLines(of: array, rows: rows, last: last, channels: channels, image: image)
    for stretch in stretches {
      if stretch.isEnd {
        withPatch(stretch, lines, read: read) {
          call(body, $0, stretch, heightIndex)
        }
      } else if read.clamped(to: lines.rows) == read {
        call(body, insideStart(lines, row: read.lowerBound), inside, heightIndex)
      } else {
        withRowsOfPadding(lines, firstRow: read.lowerBound, heightIndex: heightIndex, body)
      }
    }
  }

  private func call(
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void,
    _ start: UnsafePointer<Scalar>, _ stretch: Stretch, _ heightIndex: Int
  ) {
    body(start, stretch.lines.offsets[heightIndex].buffer, stretch.positions)
  }

  /// What an end reads of some rows.
  private func withPatch(
    _ end: Stretch, _ lines: RealLines<Scalar>, read: Range<Int>,
    _ body: (UnsafePointer<Scalar>) -> Void
  ) {
    withUnsafeTemporaryAllocation(
      of: Scalar.self, capacity: read.count * end.pitch + kernelSlack
    ) { patch in
      patch.initialize(repeating: fill)
      let elements = end.columns.lowerBound * channels..<end.columns.upperBound * channels
      for row in read {
        lines.copy(
          elements, ofRow: row, to: patch.baseAddress! + (row - read.lowerBound) * end.pitch)
      }
      body(UnsafePointer(patch.baseAddress!))
    }
  }

  /// The inside of lines that read rows of padding, too.
  private func withRowsOfPadding(
    _ lines: RealLines<Scalar>, firstRow: Int, heightIndex: Int,
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void
  ) {
    let start = insideStart(lines, row: firstRow)
    var offsets = Array(inside.lines.offsets[heightIndex].buffer)
    withUnsafeTemporaryAllocation(
      of: Scalar.self, capacity: inside.columns.count * channels + kernelSlack
    ) { padding in
      padding.initialize(repeating: fill)
      for row in offsets.indices
      where !lines.rows.contains(firstRow + offsets[row] / inside.pitch) {
        offsets[row] = UnsafePointer(padding.baseAddress!) - start
      }
      offsets.withUnsafeBufferPointer { body(start, $0, inside.positions) }
    }
  }

  /// Where the inside of a row is read, or would be.
  private func insideStart(_ lines: RealLines<Scalar>, row: Int) -> UnsafePointer<Scalar> {
    lines.origin + row * lines.pitch + inside.columns.lowerBound * channels
  }
}
