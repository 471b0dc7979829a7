/// Runs a windowed operator over one array: reads rows into a band, computes the output rows
/// that the band covers, writes them, and slides.
///
/// Bands are read, computed and written side by side (see `BandPipeline`). What is held is some
/// bands and as many buffers of results, whatever the size of the image: one of each where one
/// thread does it all, two where it waits for a pipe, two more than there are threads.
struct WindowedDriver<Operator: WindowedOperator>: Sendable {
  typealias Scalar = Operator.Scalar
  let operation: Operator
  var imageCount: Int
  let threads: Int
  /// Whether arrays of a file that follow with the same header are taken at once with this one, as
  /// one longer array: small ones are no work for several threads, nor for tiles that hold
  /// positions of several images. What takes the results must begin arrays by itself.
  var joinsArrays = false

  private var layout: BandLayout { operation.layout }
  private var outputRows: Int { imageCount * layout.rows.output }
  /// Values of the results in one output row.
  private var outputPitch: Int {
    layout.positionsInRow * operation.outputChannels * operation.valuesInResult
  }

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
    var rowsAtMost = max(1, min(byInput, byOutput, outputRows))
    if rowsAtMost < outputRows, rowsAtMost > operation.rowsTogether {
      let over = rowsAtMost % operation.rowsTogether
      // A row more than the budget is no matter.
      rowsAtMost += over > 0 && over == operation.rowsTogether - 1 ? 1 : -over
    }
    let turns = (max(1, outputRows) - 1) / rowsAtMost + 1
    guard threads > 1, (2..<Self.partsOfArray * threads).contains(turns) else { return rowsAtMost }
    // As many turns for each thread.
    let evenTurns = turns.roundedUp(toMultipleOf: threads)
    return outputRows.dividedUp(by: evenTurns)
  }

  /// Parts of a turn for each thread, where parts of one turn follow those of the one before.
  private static var partsInOrder: Int { 3 }

  /// Parts of an array for each thread, about: who is done with its own takes another's.
  private static var partsOfArray: Int { 8 }

  /// Operations that are worth another part: some tens of microseconds.
  private static var operationsInPart: Double { 1e6 }

  /// Parts that a turn of `step` rows is computed in: one where there are turns enough for all
  /// threads, each then with a band of its own.
  private func parts(turns: Int, step: Int) -> Int {
    guard threads > 1 else { return 1 }
    let wanted =
      operation.needsTurnBefore
      ? Self.partsInOrder * threads : Self.partsOfArray * threads / turns
    let worthwhile = operation.operationsInRow * Double(step) / Self.operationsInPart
    return max(1, Int(min(Double(wanted), worthwhile)))
  }

  /// Bands, and buffers of results, that are in use at a time.
  ///
  /// - Parameter waits: whether reading or writing has a thread of its own.
  private func slots(turns: Int, waits: Bool) -> Int {
    // Where one thing happens after the other, one buffer of each kind stays in the cache.
    min(turns, threads > 1 ? threads + 2 : waits ? 2 : 1)
  }

  /// The most padded rows that `step` output rows read.
  private func span(_ step: Int) -> Int {
    let rows = layout.rows
    // Between two images lie the rows that no window starts at.
    let borders = (step + rows.output - 2) / rows.output
    let gap = layout.paddedRows + rows.start(0) - rows.start(rows.output - 1)
    return ((step - 1) * rows.step).dividedUp(by: rows.divisor) + borders * gap + rows.span
  }

  /// Padded rows of a band for `step` output rows.
  private func bandCapacity(_ step: Int) -> Int {
    let mode = operation.padMode
    return min(
      span(step) + layout.rowsKept(mode) + layout.rowsTogether(mode),
      imageCount * layout.paddedRows)
  }

  /// What `run` would hold, if it waits for nothing.
  var bandSize: BandSize {
    let step = max(1, min(rowsInBand, outputRows))
    let rows = bandCapacity(step)
    let size = MemoryLayout<Scalar>.stride
    let one = Count(product: rows, layout.pitch, size) + Count(product: step, outputPitch, size)
    let slots = slots(turns: Turns(rows: max(1, outputRows), step: step).count, waits: false)
    return BandSize(outputRows: step, inputRows: rows, bytes: Count(slots) * one)
  }

  /// - Parameters:
  ///   - source: the data.
  ///   - partner: where the results go, or what else the operator reads a row of for each of
  ///     its output rows.
  func run(source: ElementSource<Scalar>, partner: some RowPartner<Scalar>) throws {
    let inPlace = readsInPlace(source)
    if joinsArrays, !inPlace {
      var whole = self
      whole.imageCount *= 1 + source.joinArrays(bytes: Self.mostBytesJoined)
      try whole.runAll(source, partner, inPlace: false)
    } else {
      try runAll(source, partner, inPlace: inPlace)
    }
  }

  /// Input of arrays that are taken at once.
  private static var mostBytesJoined: Int { 1 << 25 }

  /// Input of an array, for each thread, from which on it is better padded by the operator than joined
  /// with others.
  private static var leastBytesPadded: Int { 1 << 20 }

  /// Whether rows need no band: nothing is to be padded for the operator, converted, moved or waited
  /// for.
  private func readsInPlace(_ source: ElementSource<Scalar>) -> Bool {
    guard source.inPlace(slack: kernelSlack) != nil else { return false }
    guard layout.hasPadding else { return true }
    let elements = layout.axes.reduce(Count(imageCount) * Count(layout.channels)) {
      $0 * Count($1.input)
    }
    return operation.padsByItself
      && elements * Count(MemoryLayout<Scalar>.stride) >= Count(threads * Self.leastBytesPadded)
  }

  private func runAll(
    _ source: ElementSource<Scalar>, _ partner: some RowPartner<Scalar>, inPlace: Bool
  ) throws {
    if outputRows > 0 {
      // One row has to be there before memory is taken for many.
      try source.require(layout.inner.reduce(layout.channels) { $0 * $1.input })
      let step = min(rowsInBand, outputRows)
      let turns = Turns(rows: outputRows, step: step)
      var beside: [BandPipeline.Duties] = []
      if turns.count > 1, source.waits { beside.append(.filling) }
      if turns.count > 1, partner.waits { beside.append(.taking) }
      let slots = slots(turns: turns.count, waits: !beside.isEmpty)
      let parts = parts(turns: turns.count, step: step)
      // Whether threads that compute fill bands, too.
      let fillsHere = !beside.contains(.filling)
      let asks = threads == 1 && fillsHere
      let fillsApart = threads > 1 && fillsHere && parts == 1 && !operation.needsTurnBefore
      let feed = try BandFeed(
        operation, source: source, inPlace: inPlace, slots: slots, fillsApart: fillsApart,
        capacity: bandCapacity(step), slack: kernelSlack)
      let results: Results
      if let rows = partner.rowsInPlace(slack: kernelSlack) {
        results = Results(inPlace: rows, pitch: outputPitch)
      } else {
        results = try makeResults(step, buffers: slots)
      }
      defer { withExtendedLifetime(results) {} }
      try BandPipeline(
        turns: turns.count, slots: slots, parts: parts, isInOrder: operation.needsTurnBefore,
        threads: min(threads, operation.needsTurnBefore ? parts : turns.count * parts),
        work(turns, feed, results, partner, parts: parts, asks: asks)
      ).run(beside: beside)
    }
    try source.finish()
  }

  /// - Parameter asks: whether the thread that computes a turn fills the next one, too.
  private func work(
    _ turns: Turns, _ feed: BandFeed<Scalar>, _ results: Results,
    _ partner: some RowPartner<Scalar>, parts: Int, asks: Bool
  ) -> BandPipeline.Work {
    let (layout, outputPitch, operation) = (layout, outputPitch, operation)
    return BandPipeline.Work(
      fill: { turn in
        try feed.advance(turn, to: layout.rowsNeeded(turns[turn]))
        if !results.isInPlace {
          try partner.prepare(results.start(turn, turns[turn]), turns[turn].count * outputPitch)
        }
      },
      compute: { turn, part in
        let rows = turns[turn]
        let needed = layout.rowsNeeded(rows)
        feed.fill(turn, with: needed)
        let input = feed.rows(turn)
        let count = rows.count * outputPitch
        let work = BandWork(
          rows: rows, band: input.start, firstRow: input.first, lacksPadding: feed.lacksPadding,
          output: results.start(turn, rows),
          ahead: asks
            ? (
              feed.ahead(of: needed, rows: newRows(rows.count)),
              partner.ahead(skipping: results.isInPlace ? count : 0, count: count)
            ) : (.empty, .empty))
        operation.compute(work, part: part, of: parts)
      },
      take: { turn in
        let count = turns[turn].count * outputPitch
        if results.isInPlace {
          try partner.pass(count)
        } else {
          try partner.take(results.start(turn, turns[turn]), count)
        }
      })
  }

  /// About how many rows a turn of so many output rows reads that the turn before did not.
  private func newRows(_ outputs: Int) -> Int {
    min(outputs * layout.rows.step / layout.rows.divisor + 1, layout.rows.input)
  }

  /// The output rows of each band. Worked out and not stored: a header may promise any number.
  private struct Turns: Sendable {
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
    private let buffers: [PlacedMemory<Scalar>]
    private let pitch: Int
    var isInPlace: Bool { buffers.isEmpty }

    init(buffers: Int, count: Int) throws {
      pitch = 0
      self.buffers = try (0..<buffers).map { _ in try PlacedMemory(count: count) }
      starts = self.buffers.map(\.start)
    }

    /// - Parameter pitch: from one row to the next.
    init(inPlace rows: UnsafePointer<Scalar>, pitch: Int) {
      self.pitch = pitch
      buffers = []
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
    return try Results(buffers: buffers, count: count + kernelSlack)
  }
}
