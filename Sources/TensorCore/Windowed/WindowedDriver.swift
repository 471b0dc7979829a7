/// Runs a windowed operator over one array: reads rows into a band, computes the output rows
/// that the band covers, writes them, and slides.
///
/// The next band is read and the results before are written while this band is computed. What
/// is held is two bands and two buffers of results, whatever the size of the image.
struct WindowedDriver<Operator: WindowedOperator>: Sendable {
  typealias Scalar = Operator.Scalar
  let operation: Operator
  let imageCount: Int
  let threads: Int

  private var layout: BandLayout { operation.layout }
  private var outputRows: Int { imageCount * layout.rows.output }
  /// Results in one output row.
  private var outputPitch: Int { layout.positionsInRow * operation.outputChannels }

  /// Elements that kernels may read past a band's end.
  private static var slack: Int { 64 }
  /// Bytes that a band aims at: enough rows to feed the kernels, few enough for the cache.
  private static var bandBytes: Int { 1 << 20 }

  /// Output rows of one band.
  var rowsInBand: Int {
    let rows = layout.rows
    let rowBytes = max(1, layout.pitch * MemoryLayout<Scalar>.stride)
    let overlap = max(0, rows.span - rows.advance)
    // Rows shared with the next band are copied: have about three times as many new ones.
    let budget = max(Self.bandBytes, min(4 * overlap * rowBytes, 8 * Self.bandBytes))
    let byInput =
      (budget / rowBytes - overlap) * rows.divisor / min(rows.step, rows.padded)
    let byOutput = budget / max(1, outputPitch * MemoryLayout<Scalar>.stride)
    return max(1, min(byInput, byOutput) * threads, 1)
  }

  /// The most padded rows that `step` output rows read.
  private func span(_ step: Int) -> Int {
    let rows = layout.rows
    // Between two images lie the rows that no window starts at.
    let borders = (step + rows.output - 2) / rows.output
    let gap = layout.paddedRows + rows.start(0) - rows.start(rows.output - 1)
    return ((step - 1) * rows.step + rows.divisor - 1) / rows.divisor + borders * gap + rows.span
  }

  /// Padded rows of a band for `step` output rows.
  private func bandCapacity(_ step: Int) -> Int {
    let mode = operation.padMode
    return min(
      span(step) + layout.rowsKept(mode) + layout.rowsTogether(mode),
      imageCount * layout.paddedRows)
  }

  /// What `run` would hold.
  var bandSize: BandSize {
    let step = max(1, min(rowsInBand, outputRows))
    let rows = bandCapacity(step)
    let size = MemoryLayout<Scalar>.stride
    let one = Count(product: rows, layout.pitch, size) + Count(product: step, outputPitch, size)
    return BandSize(outputRows: step, inputRows: rows, bytes: outputRows > step ? 2 * one : one)
  }

  /// - Parameters:
  ///   - source: the data.
  ///   - partner: where the results go, or what else the operator reads a row of for each of
  ///     its output rows.
  func run(source: ElementSource<Scalar>, partner: some RowPartner<Scalar>) throws {
    if outputRows > 0 {
      let filler = BandFiller(
        layout: layout, mode: operation.padMode, fill: operation.padValue, source: source)
      // One row has to be there before memory is taken for many.
      try source.require(layout.inner.reduce(layout.channels) { $0 * $1.input })
      let step = min(rowsInBand, outputRows)
      let ranges = stride(from: 0, to: outputRows, by: step).map {
        $0..<min($0 + step, outputRows)
      }
      let buffers = try (0..<min(2, ranges.count)).map { _ in try makeBuffers(step) }
      defer { withExtendedLifetime(buffers) {} }
      if ranges.count == 1 {
        try filler.advance(buffers[0].band, from: nil, to: layout.rowsNeeded(ranges[0]))
        let count = ranges[0].count * outputPitch
        try partner.prepare(buffers[0].results, count)
        compute(ranges[0], buffers[0])
        try partner.take(buffers[0].results, count)
      } else {
        try pipeline(ranges, buffers, filler, partner)
      }
    }
    try source.finish()
  }

  /// Reading ahead, computing and writing behind, on a thread each.
  private func pipeline(
    _ ranges: [Range<Int>], _ buffers: [Buffers], _ filler: BandFiller<Scalar>,
    _ partner: some RowPartner<Scalar>
  ) throws {
    let reading = Background("reading")
    let writing = Background("writing")
    let outputPitch = outputPitch
    try filler.advance(buffers[0].band, from: nil, to: layout.rowsNeeded(ranges[0]))
    try partner.prepare(buffers[0].results, ranges[0].count * outputPitch)
    for (index, rows) in ranges.enumerated() {
      let current = buffers[index % 2]
      let next = buffers[(index + 1) % 2]
      if index + 1 < ranges.count {
        let range = ranges[index + 1]
        let needed = layout.rowsNeeded(range)
        reading.start {
          try filler.advance(next.band, from: current.band, to: needed)
          try partner.prepare(next.results, range.count * outputPitch)
        }
      }
      compute(rows, current)
      try writing.wait()
      writing.start { try partner.take(current.results, rows.count * outputPitch) }
      try reading.wait()
    }
    try writing.wait()
  }

  private func compute(_ rows: Range<Int>, _ buffers: Buffers) {
    let work = BandWork(
      rows: rows, band: buffers.band.start, firstRow: buffers.band.rows.lowerBound,
      output: buffers.results)
    // Several shares a thread, since threads get different amounts of processor time.
    let parts = threads == 1 ? 1 : 4 * threads
    runParts(parts, threads: threads) { operation.compute(work, part: $0, of: parts) }
  }

  /// A band and the results computed from it.
  private struct Buffers: @unchecked Sendable {
    let band: Band<Scalar>
    /// One row for each output row: results, or what the operator reads beside the band. Good
    /// while the buffers are alive, which `run` sees to.
    let results: UnsafeMutablePointer<Scalar>
    private let storage: Storage

    init(band: Band<Scalar>, resultCount: Int, slack: Int) throws {
      self.band = band
      storage = try Storage(byteCount: (resultCount + slack) * MemoryLayout<Scalar>.stride)
      results = storage.withBytes { $0.bindMemory(to: Scalar.self).baseAddress! }
    }
  }

  private func makeBuffers(_ step: Int) throws -> Buffers {
    let band = try Band(
      capacity: bandCapacity(step), pitch: layout.pitch, slack: Self.slack, fill: operation.padValue
    )
    let (count, overflow) = step.multipliedReportingOverflow(by: outputPitch)
    guard !overflow, count < 1 << 58 else { throw GeometryError.tooLarge }
    return try Buffers(band: band, resultCount: count, slack: Self.slack)
  }
}
