/// Runs a windowed operator over one array: reads rows into a band, computes the output rows
/// that the band covers, writes them, and slides.
///
/// The next band is read and the results before are written while this band is computed. What
/// is held is two bands and two buffers of results, whatever the size of the image; one of each
/// where nothing is waited for and one thread does it all.
struct WindowedDriver<Operator: WindowedOperator>: Sendable {
  typealias Scalar = Operator.Scalar
  let operation: Operator
  let imageCount: Int
  let threads: Int

  private var layout: BandLayout { operation.layout }
  private var outputRows: Int { imageCount * layout.rows.output }
  /// Values of the results in one output row.
  private var outputPitch: Int {
    layout.positionsInRow * operation.outputChannels * operation.valuesInResult
  }

  /// Elements that kernels may read past a band's end.
  private static var slack: Int { 64 }

  /// The most that a band is made larger to for several threads.
  private static var largeBandBytes: Int { 1 << 22 }

  /// Bands of a large array that several threads compute.
  private static var fewestTurns: Int { 8 }

  /// Output rows of one band.
  var rowsInBand: Int {
    let rows = layout.rows
    let rowBytes = max(1, layout.pitch * MemoryLayout<Scalar>.stride)
    let overlap = max(0, rows.span - rows.advance)
    // Rows shared with the next band are copied: have about three times as many new ones.
    let bandBytes = operation.bandBytes
    let budget = max(bandBytes, min(4 * overlap * rowBytes, 8 * bandBytes))
    let byInput =
      (budget / rowBytes - overlap) * rows.divisor / min(rows.step, rows.padded)
    let outputBytes = max(1, outputPitch * MemoryLayout<Scalar>.stride)
    let byOutput = budget / outputBytes
    let one = max(1, min(byInput, byOutput))
    guard threads > 1 else { return one }
    // Several threads meet after each band, which takes as long as computing some hundred kilobytes:
    // larger bands, one for a small array, and of a large one enough to read and write beside.
    let large = Self.largeBandBytes / max(rowBytes, outputBytes)
    let most = max(one * threads, min(4 * one * threads, large))
    return outputRows <= most
      ? max(1, outputRows) : max(one * threads, min(most, outputRows / Self.fewestTurns))
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
      // One row has to be there before memory is taken for many.
      try source.require(layout.inner.reduce(layout.channels) { $0 * $1.input })
      let step = min(rowsInBand, outputRows)
      let turns = Turns(rows: outputRows, step: step)
      let reading =
        turns.count == 1 || threads == 1 && !source.waits ? nil : Background("reading")
      let writing =
        turns.count == 1 || threads == 1 && !partner.waits ? nil : Background("writing")
      // Where one thing happens after the other, one buffer of each kind stays in the cache.
      let feed = try BandFeed(
        layout: layout, mode: operation.padMode, fill: operation.padValue, source: source,
        bandCount: reading == nil ? 1 : 2, capacity: bandCapacity(step), slack: Self.slack)
      let results: Results
      if operation.takesPartnerInPlace, let rows = partner.rowsInPlace(slack: Self.slack) {
        results = Results(inPlace: rows, pitch: outputPitch)
      } else {
        results = try makeResults(step, buffers: reading == nil && writing == nil ? 1 : 2)
      }
      defer { withExtendedLifetime(results) {} }
      try pipeline(turns, feed, results, partner, reading: reading, writing: writing)
    }
    try source.finish()
  }

  /// Reading ahead, computing and writing behind, each on a thread of its own unless that is nil.
  private func pipeline(
    _ turns: Turns, _ feed: BandFeed<Scalar>, _ results: Results,
    _ partner: some RowPartner<Scalar>, reading: Background?, writing: Background?
  ) throws {
    let (layout, outputPitch) = (layout, outputPitch)
    let prepare: @Sendable (Int) throws -> Void = { turn in
      try feed.advance(turn, to: layout.rowsNeeded(turns[turn]))
      if !results.isInPlace {
        try partner.prepare(results.start(turn, turns[turn]), turns[turn].count * outputPitch)
      }
    }
    try prepare(0)
    for turn in 0..<turns.count {
      let rows = turns[turn]
      let current = results.start(turn, rows)
      let hasNext = turn + 1 < turns.count
      if hasNext { reading?.start { try prepare(turn + 1) } }
      // Where another thread reads on, that one waits for memory.
      let ahead =
        reading == nil && threads == 1
        ? feed.ahead(of: layout.rowsNeeded(rows), rows: newRows(rows.count)) : .empty
      compute(rows, feed.rows(turn), ahead, current)
      try writing?.wait()
      let take: @Sendable () throws -> Void = {
        let count = rows.count * outputPitch
        if results.isInPlace {
          try partner.pass(count)
        } else {
          try partner.take(results.start(turn, rows), count)
        }
      }
      if let writing { writing.start(take) } else { try take() }
      if let reading { try reading.wait() } else if hasNext { try prepare(turn + 1) }
    }
    try writing?.wait()
  }

  /// About how many rows a turn of so many output rows reads that the turn before did not.
  private func newRows(_ outputs: Int) -> Int {
    min(outputs * layout.rows.step / layout.rows.divisor + 1, layout.rows.input)
  }

  private func compute(
    _ rows: Range<Int>, _ input: (start: UnsafePointer<Scalar>, first: Int),
    _ ahead: UnsafeRawBufferPointer, _ results: UnsafeMutablePointer<Scalar>
  ) {
    let work = BandWork(
      rows: rows, band: input.start, firstRow: input.first, output: results, ahead: ahead)
    // Several shares a thread, since threads get different amounts of processor time.
    let parts = threads == 1 ? 1 : 4 * threads
    runParts(parts, threads: threads) { operation.compute(work, part: $0, of: parts) }
  }

  /// The output rows of each band. Worked out and not stored: a header may promise any number.
  private struct Turns {
    let rows: Int
    let step: Int
    var count: Int { (rows - 1) / step + 1 }
    subscript(turn: Int) -> Range<Int> { turn * step..<min(turn * step + step, rows) }
  }

  /// One row for each output row: results, or what the operator reads beside the band.
  private struct Results: @unchecked Sendable {
    /// Of one turn each, in turn; one of all rows where they lie in place. Good while the results
    /// are alive, which `run` sees to.
    private let starts: [UnsafeMutablePointer<Scalar>]
    private let storage: [Storage]
    private let pitch: Int
    var isInPlace: Bool { storage.isEmpty }

    init(buffers: Int, count: Int) throws {
      pitch = 0
      storage = try (0..<buffers).map { _ in
        try Storage(byteCount: count * MemoryLayout<Scalar>.stride)
      }
      starts = storage.map {
        $0.withBytes { $0.bindMemory(to: Scalar.self).baseAddress! }
      }
    }

    /// - Parameter pitch: from one row to the next.
    init(inPlace rows: UnsafePointer<Scalar>, pitch: Int) {
      self.pitch = pitch
      storage = []
      starts = [UnsafeMutablePointer(mutating: rows)]
    }

    /// Where the first row of a turn is.
    func start(_ turn: Int, _ rows: Range<Int>) -> UnsafeMutablePointer<Scalar> {
      starts[turn % starts.count] + rows.lowerBound * pitch
    }
  }

  private func makeResults(_ step: Int, buffers: Int) throws -> Results {
    let (count, overflow) = step.multipliedReportingOverflow(by: outputPitch)
    guard !overflow, count < 1 << 58 else { throw GeometryError.tooLarge }
    return try Results(buffers: buffers, count: count + Self.slack)
  }
}
