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
  func forEachStretch(
    of array: UnsafePointer<Scalar>, line: Int,
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void
  ) {
    forEachStretch(
      of: array, line: line, heightIndex: inside.lines.heights.firstIndex(of: 1)!, body)
  }

  /// Calls `body` for the stretches of neighbouring lines, in their order: with where the window of the
  /// first result starts, the offsets of the rows, and which results these are.
  ///
  /// - Parameters:
  ///   - array: its first element.
  ///   - line: number of the first line, counted over all images.
  func forEachStretch(
    of array: UnsafePointer<Scalar>, line: Int, heightIndex: Int,
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void
  ) {
    let (image, row) = line.quotientAndRemainder(dividingBy: rows.output)
    let height = inside.lines.heights[heightIndex]
    let read = rows.start(row)..<(rows.start(row + height - 1) + rows.span)
    let real = read.clamped(to: rows.before..<(rows.before + rows.input))
    let origin = array + image * rows.input * inside.pitch
    for stretch in stretches {
      if stretch.isEnd {
        withPatch(stretch, origin, read: read, real: real) {
          call(body, $0, stretch, heightIndex)
        }
      } else if real == read {
        call(
          body, element(origin, row: read.lowerBound, column: inside.columns.lowerBound), inside,
          heightIndex)
      } else {
        withRowsOfPadding(origin, read: read, real: real, heightIndex: heightIndex, body)
      }
    }
  }

  private func call(
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void,
    _ start: UnsafePointer<Scalar>, _ stretch: Stretch, _ heightIndex: Int
  ) {
    stretch.lines.offsets[heightIndex].withUnsafeBufferPointer {
      body(start, $0, stretch.positions)
    }
  }

  /// What an end reads of some rows.
  ///
  /// - Parameter real: those of `read` that are there.
  private func withPatch(
    _ end: Stretch, _ origin: UnsafePointer<Scalar>, read: Range<Int>, real: Range<Int>,
    _ body: (UnsafePointer<Scalar>) -> Void
  ) {
    withUnsafeTemporaryAllocation(
      of: Scalar.self, capacity: read.count * end.pitch + kernelSlack
    ) { patch in
      patch.initialize(repeating: fill)
      let columns = end.columns.clamped(to: last.before..<(last.before + last.input))
      for row in real {
        (patch.baseAddress! + (row - read.lowerBound) * end.pitch
          + (columns.lowerBound - end.columns.lowerBound) * channels)
          .update(
            from: element(origin, row: row, column: columns.lowerBound),
            count: columns.count * channels)
      }
      body(UnsafePointer(patch.baseAddress!))
    }
  }

  /// The inside of lines that read rows of padding, too.
  private func withRowsOfPadding(
    _ origin: UnsafePointer<Scalar>, read: Range<Int>, real: Range<Int>, heightIndex: Int,
    _ body: (UnsafePointer<Scalar>, UnsafeBufferPointer<Int>, Range<Int>) -> Void
  ) {
    let start = element(origin, row: read.lowerBound, column: inside.columns.lowerBound)
    var offsets = inside.lines.offsets[heightIndex]
    withUnsafeTemporaryAllocation(
      of: Scalar.self, capacity: inside.columns.count * channels + kernelSlack
    ) { padding in
      padding.initialize(repeating: fill)
      for row in offsets.indices
      where !real.contains(read.lowerBound + offsets[row] / inside.pitch) {
        offsets[row] = UnsafePointer(padding.baseAddress!) - start
      }
      offsets.withUnsafeBufferPointer { body(start, $0, inside.positions) }
    }
  }

  /// Where a padded row's element lies in an image, or would.
  private func element(
    _ origin: UnsafePointer<Scalar>, row: Int, column: Int
  ) -> UnsafePointer<Scalar> {
    origin + (row - rows.before) * inside.pitch + (column - last.before) * channels
  }
}
