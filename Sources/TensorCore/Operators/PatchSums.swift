/// Adds the rows of patch matrices onto padded images, and passes on each padded row when no
/// window reaches it any more.
final class PatchSums<Scalar: ComputeScalar> {
  private let layout: BandLayout
  /// Where each column of the matrix is added, counted from the window's start.
  private let columns: PatchRows
  /// The padded rows that the current windows reach, from `firstRow` on.
  private let rows: PlacedMemory<Scalar>
  private let matrix: PlacedMemory<Scalar>
  private let positionsAtOnce: Int
  private var firstRow = 0

  /// - Throws: `GeometryError.tooLarge`, `MemoryError`.
  init(_ options: ConvolutionOptions, _ window: Window, channels: Int) throws {
    layout = try BandLayout(window, channels: channels)
    columns = PatchRows(
      offsets: PatchColumns.offsets(
        options, window, pitches: [layout.pitch] + layout.innerPitches, channels: channels))
    let (count, overflow) = layout.rows.span.multipliedReportingOverflow(by: layout.pitch)
    guard !overflow, count < 1 << 56 else { throw GeometryError.tooLarge }
    rows = try PlacedMemory(count: count)
    positionsAtOnce = max(1, (1 << 16) / columns.length)
    matrix = try PlacedMemory(count: positionsAtOnce * columns.length)
  }

  /// - Parameters:
  ///   - source: the matrices' rows.
  ///   - partner: gets all padded rows of all images in order.
  func run(
    imageCount: Int, source: ElementSource<Scalar>, partner: some RowPartner<Scalar>
  ) throws {
    for _ in 0..<imageCount {
      firstRow = 0
      clear(0..<layout.rows.span)
      for output in 0..<layout.rows.output {
        try slide(to: layout.rows.start(output), partner)
        try addRow(source)
      }
      try slide(to: layout.paddedRows, partner)
    }
  }

  /// Adds the windows of one output row.
  private func addRow(_ source: ElementSource<Scalar>) throws {
    let (elements, rows) = (matrix.start, rows.start)
    var next = 0
    while next < layout.positionsInRow {
      let count = min(positionsAtOnce, layout.positionsInRow - next)
      try source.read(count * columns.length, into: elements)
      for i in 0..<count {
        columns.add(elements + i * columns.length, to: rows + layout.innerStarts[next + i])
      }
      next += count
    }
  }

  /// Passes on the rows before `row`, and makes the buffer start there.
  private func slide(to row: Int, _ partner: some RowPartner<Scalar>) throws {
    let span = layout.rows.span
    let done = min(row - firstRow, span)
    let rows = rows.start
    if done > 0 { try partner.take(rows, done * layout.pitch) }
    rows.update(from: rows + done * layout.pitch, count: (span - done) * layout.pitch)
    clear((span - done)..<span)
    // Rows that no window reaches.
    for _ in 0..<(row - firstRow - done) {
      try partner.take(rows + (span - 1) * layout.pitch, layout.pitch)
    }
    firstRow = row
  }

  private func clear(_ range: Range<Int>) {
    (rows.start + range.lowerBound * layout.pitch).update(
      repeating: 0, count: range.count * layout.pitch)
  }
}

/// Passes on what is no padding of padded rows, with one NaN for all.
final class PaddingCrop<Scalar: ComputeScalar>: RowPartner, @unchecked Sendable {
  private let rows: AxisWindow
  private let lines: [Int]
  private let lineLength: Int
  private let pitch: Int
  private let sink: ElementSink<Scalar>
  var waits: Bool { sink.waits }
  private var next = 0
  private var line: [Scalar]

  /// - Parameters:
  ///   - window: over the image that is cut out.
  ///   - channels: of that.
  init(_ window: Window, channels: Int, sink: ElementSink<Scalar>) {
    rows = window.axes[0]
    let inner = window.axes.dropFirst()
    pitch = inner.reduce(channels) { $0 * $1.padded }
    lineLength = (inner.last?.input ?? 1) * channels
    let linePitch = (inner.last?.padded ?? 1) * channels
    let before = (inner.last?.before ?? 0) * channels
    let middle = inner.count == 2 ? inner.first! : nil
    lines = (0..<(middle?.input ?? 1)).map { ((middle?.before ?? 0) + $0) * linePitch + before }
    line = [Scalar](repeating: 0, count: lineLength)
    self.sink = sink
  }

  func take(_ padded: UnsafePointer<Scalar>, _ count: Int) throws {
    for start in stride(from: 0, to: count, by: pitch) {
      if (rows.before..<(rows.before + rows.input)).contains(next) {
        for offset in lines { try write(padded + start + offset) }
      }
      next = (next + 1) % rows.padded
    }
  }

  private func write(_ elements: UnsafePointer<Scalar>) throws {
    for i in 0..<lineLength { line[i] = elements[i].isNaN ? .quietNaN : elements[i] }
    try sink.write(line, lineLength)
  }
}
