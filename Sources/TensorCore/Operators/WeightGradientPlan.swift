import KernelInterface

/// The gradient of a convolution for its weight, made ready for arrays of one shape: the tile
/// kernels with their roles exchanged. The windows are rows of the filter's elements, the chain
/// goes over output positions, and dOutput, which the driver reads beside the band, takes the
/// place of the weights.
final class WeightGradientPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let padMode: PadMode
  let padValue: Scalar
  var operationsInRow: Double {
    Double(layout.positionsInRow) * Double(stepsInPosition) * sums.productsInPosition
  }
  var needsTurnBefore: Bool { true }
  var padsByItself: Bool {
    rowLanes.map { _ in padMode.isConstant } ?? strandLanes?.padsByItself ?? false
  }
  /// Elements of dOutput at one position.
  let outputChannels: Int

  /// Sums that leave the cache are gone through once a band: the larger they are, the larger is
  /// that, up to where a block ends anyway.
  /// Where several blocks are taken at once, it holds as many.
  var bandBytes: Int {
    rowLanes?.bandBytes ?? blocks?.bandBytes ?? min(max(1 << 17, sums.byteCount), 1 << 22)
  }

  var rowsTogether: Int { rowLanes?.rowsTogether ?? blocks?.rowsTogether ?? 1 }

  private let matrices: WeightGradientMatrices
  private let sums: BlockSums<Scalar>
  private let kernels: KernelTable<Scalar>
  /// Several blocks at once, where that pays.
  private let blocks: BlockLanes<Scalar>?
  /// Several stretches of rows at once, where that pays and for as many rows as there is one.
  private let rowLanes: RowLanes<Scalar>?
  /// Steps of a chain at one position: 1, or the channels where one filter serves all of them and
  /// each counts as a position.
  private let stepsInPosition: Int
  /// For each matrix, where its rows' elements lie in the band, counted from a window's start; the
  /// last is repeated, so that kernels may read on past the end by a tile.
  private let rowOffsets: [[Int]]

  /// Where positions are read.
  private let walk: GradientRuns

  /// Whole filter rows at a time, where lanes are channels.
  private let strandLanes: StrandLanes<Scalar>?

  private var isPerChannel: Bool { stepsInPosition > 1 }
  /// From one step's element of dOutput to the next.
  private var dOutputStep: Int { isPerChannel ? 1 : outputChannels }

  /// The longest run: short enough that the tile kernel can split the steps into passes.
  private static var longestRun: Int { 64 }

  init(_ problem: WeightGradientProblem<Scalar>) {
    layout = problem.layout
    (padMode, padValue) = (problem.padMode, problem.padValue)
    outputChannels = problem.outputs
    stepsInPosition = problem.stepsInPosition
    (matrices, sums, kernels) = (problem.matrices, problem.sums, problem.kernels)
    let factors = SumFactors(layout: layout, outputs: problem.outputs, matrices: matrices)
    blocks = factors.flatMap { BlockLanes(problem, factors: $0) }
    rowLanes = factors.flatMap { RowLanes(problem, factors: $0) }
    walk = GradientRuns(
      layout: layout, matrices: matrices, padMode: padMode, stepsInPosition: stepsInPosition)
    strandLanes = StrandLanes(problem)
    let (matrices, layout, tileRows) = (matrices, layout, kernels.tileRows)
    rowOffsets = (0..<matrices.size.matrices).map {
      let offsets = matrices.rowOffsets(matrix: $0, taps: layout.phases[0].taps)
      return offsets + [Int](repeating: offsets.last!, count: tileRows)
    }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    if blocks != nil || rowLanes != nil {
      // A part takes the same filter rows, whichever way they are added to.
      let share = Range.share(sums.rows, part: part, of: parts, grain: 2)
      if !share.isEmpty { computeLanes(work, filterRows: share) }
      return
    }
    let shares = sums.shares(
      tileRows: strandLanes?.taps ?? kernels.tileRows, part: part, of: parts)
    guard !shares.isEmpty else { return }
    if let strandLanes, work.lacksPadding {
      for share in shares { strandLanes.add(work, rows: share.rows) }
      return
    }
    withInput(of: work) { compute(work, input: $0, firstRow: $1, shares) }
  }

  /// The rows that a band's windows need as the kernels read them, and the padded row that they
  /// start with.
  private func withInput(
    of work: BandWork<Scalar>, _ body: (_ start: UnsafePointer<Scalar>, _ firstRow: Int) -> Void
  ) {
    guard matrices.spreads else { return body(work.band, work.firstRow) }
    let needed = layout.rowsNeeded(work.rows)
    let count = needed.count * layout.pitch
    withUnsafeTemporaryAllocation(
      of: Scalar.self, capacity: count * matrices.lanesOfInput + kernels.lanes
    ) {
      let spread = $0.baseAddress!
      kernels.spread(
        SpreadJob(
          source: work.band + (needed.lowerBound - work.firstRow) * layout.pitch, target: spread,
          pixels: count / layout.channels, groups: matrices.groups, inputs: matrices.inputs,
          outputs: matrices.outputs))
      body(spread, needed.lowerBound)
    }
  }

  private func compute(
    _ work: BandWork<Scalar>, input: UnsafePointer<Scalar>, firstRow: Int,
    _ shares: [(group: Int, rows: Range<Int>)]
  ) {
    let steps = layout.positionsInRow * stepsInPosition
    let first = work.rows.lowerBound * steps
    for segment in sums.segments(first..<(work.rows.upperBound * steps)) {
      let dOutput = work.output + (segment.range.lowerBound - first) * dOutputStep
      let runs = walk.runs(
        segment.range, firstRow: firstRow, longest: strandLanes?.longestRun ?? Self.longestRun)
      let pieces = shares.flatMap { walk.pieces($0.group, $0.rows) }
      let positions =
        (segment.range.lowerBound - first) / stepsInPosition..<(segment.range.upperBound - first)
        / stepsInPosition
      let ahead = (
        work.ahead(layout, positions: positions), work.partnerAhead(layout, positions: positions)
      )
      func addAll(_ rows: DOutputRows) {
        for (i, piece) in pieces.enumerated() {
          add(
            work, segment, runs, piece, input: input, dOutput: rows,
            ahead: (ahead.0.share(i, of: pieces.count), ahead.1.share(i, of: pieces.count)))
        }
      }
      if walk.leavesOutZeros, sums.groups == 1,
        dOutputStep > kernels.panelWidth(channels: sums.columns)
      {
        // Once for all rows of the kernel.
        kernels.withPanels(
          dOutput, [0..<segment.range.count], step: dOutputStep, columns: sums.columns, addAll)
      } else {
        addAll((UnsafePointer(dOutput), dOutputStep, 0))
      }
    }
  }

  /// Several stretches of rows at a time, or several blocks, or one after the other.
  private func computeLanes(_ work: BandWork<Scalar>, filterRows: Range<Int>) {
    guard let rowLanes else { return addBlocks(work, work.rows, filterRows: filterRows) }
    var row = work.rows.lowerBound
    while row < work.rows.upperBound {
      let count = rowLanes.count(row..<work.rows.upperBound)
      if count > 0 {
        rowLanes.add(work, rows: row..<row + count, filterRows: filterRows)
        row += count
      } else {
        let next = rowLanes.next(in: row..<work.rows.upperBound)
        work.withPadding(
          layout, rows: row..<next, fill: padValue,
          outputPitch: layout.positionsInRow * outputChannels
        ) { addBlocks($0, row..<next, filterRows: filterRows) }
        row = next
      }
    }
  }

  /// - Parameter rows: of `work`.
  private func addBlocks(_ work: BandWork<Scalar>, _ rows: Range<Int>, filterRows: Range<Int>) {
    let steps = layout.positionsInRow * stepsInPosition
    let first = work.rows.lowerBound * steps
    var left = sums.segments(rows.lowerBound * steps..<rows.upperBound * steps)[...]
    while !left.isEmpty {
      let some = Array(left.prefix(blocks?.most ?? left.count))
      left = left.dropFirst(some.count)
      func dOutput(_ segment: BlockSums<Scalar>.Segment) -> UnsafePointer<Scalar> {
        UnsafePointer(work.output + (segment.range.lowerBound - first) * dOutputStep)
      }
      func addByOne(_ filterRows: Range<Int>) {
        for segment in some {
          let runs = walk.runs(
            segment.range, firstRow: work.firstRow, longest: Self.longestRun)
          for group in 0..<sums.groups {
            add(
              work, segment, runs, (group, nil, filterRows), input: work.band,
              dOutput: (dOutput(segment), dOutputStep, 0))
          }
        }
      }
      guard let blocks, some.count >= blocks.fewest else {
        addByOne(filterRows)
        continue
      }
      let lines = some.map { walk.runs($0.range, firstRow: work.firstRow, longest: .max) }
      let inputs = (layout.rowsNeeded(work.rows).upperBound - work.firstRow) * layout.pitch
      blocks.add(
        some, lines: lines, rows: filterRows,
        input: UnsafeBufferPointer(start: work.band, count: inputs), dOutput: dOutput(some[0]),
        byOne: { addByOne($0..<$0 + 1) })
    }
  }

  /// Where dOutput's rows start, how far one is from the next, and one panel of their columns from
  /// the next.
  private typealias DOutputRows = (start: UnsafePointer<Scalar>, step: Int, stride: Int)

  /// Adds a segment to the sums of some rows.
  private func add(
    _ work: BandWork<Scalar>, _ segment: BlockSums<Scalar>.Segment, _ all: [Run],
    _ piece: (group: Int, kernelRow: Int?, rows: Range<Int>), input: UnsafePointer<Scalar>,
    dOutput: DOutputRows,
    ahead: (input: UnsafeRawBufferPointer, dOutput: UnsafeRawBufferPointer) = (.empty, .empty)
  ) {
    let (group, kernelRow, rows) = piece
    let runs =
      kernelRow.flatMap {
        walk.withoutZeros(
          all, of: segment.range.lowerBound, work, outputChannels: outputChannels, kernelRow: $0)
      } ?? all
    sums.add(segment, group: group, rows: rows) { target, start, startStride in
      rowOffsets[group].withUnsafeBufferPointer { offsets in
        runs.withUnsafeBufferPointer { runs in
          var job = TileJob(
            input: input, pixels: offsets.baseAddress! + rows.lowerBound,
            pixelCount: rows.count, runs: runs.baseAddress!, runCount: runs.count,
            inputStep: isPerChannel
              ? 1 : layout.axes.last!.step * layout.channels * matrices.lanesOfInput,
            weights: dOutput.start, weightStep: dOutput.step, panelStride: dOutput.stride,
            channels: sums.columns, start: start, startStride: startStride,
            output: target, outputStride: sums.columnPitch)
          (job.ahead, job.weightsAhead) = ahead
          multiply(job, steps: segment.range.count, matrix: group)
        }
      }
    }
  }

  /// Adds steps of dOutput, which `job` has as its weights, to one matrix's sums.
  ///
  /// - Parameter steps: how many there are, whether or not the runs name them.
  private func multiply(_ job: TileJob<Scalar>, steps: Int, matrix: Int) {
    var job = job
    switch matrices.regime {
    case .tiles, .elements:
      job.weights += matrix * sums.columns
      if sums.columns > 2 * kernels.panelWidth(channels: sums.columns) {
        kernels.multiplyFarSteps(job)
      } else {
        kernels.multiplySteps(job)
      }
    case .channelLanes:
      if let strandLanes {
        strandLanes.multiply(job)
      } else {
        multiplyRuns(job)
      }
    case .sharedFilterLanes: kernels.multiplyLanesByScalar(job)
    case .filterLanes:
      job.weights += matrix
      kernels.multiplyLanesByScalar(job)
    case .channelFilterLanes:
      // Each lane needs its channel's dOutput: the position's channels again for each element of
      // a filter row.
      let pitch = sums.columnPitch
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: steps * pitch + kernels.lanes) {
        let spread = $0.baseAddress!
        kernels.repeatRows(
          RepeatJob(
            source: job.weights, length: outputChannels, times: matrices.kernel.last!,
            target: spread, targetPitch: pitch, rows: steps))
        job.weights = UnsafePointer(spread)
        job.weightStep = pitch
        kernels.multiplyLanes(job)
      }
    }
  }

  /// As `KernelTable.multiplyLanes`, all columns of a run while it is near.
  private func multiplyRuns(_ job: TileJob<Scalar>) {
    for run in 0..<job.runCount {
      var some = job
      (some.runs, some.runCount) = (job.runs + run, 1)
      if run > 0 { (some.start, some.startStride) = (UnsafePointer(job.output), job.outputStride) }
      some.ahead = job.ahead.share(run, of: job.runCount)
      some.weightsAhead = job.weightsAhead.share(run, of: job.runCount)
      kernels.multiplyLanes(some)
    }
  }
}
