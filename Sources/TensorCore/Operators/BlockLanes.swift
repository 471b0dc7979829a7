import KernelInterface

/// The gradient for a weight of few channels, several blocks of positions at a time.
///
/// The sums of one block are short chains side by side, which leave most of a vector empty, and
/// wait for each other. Those of consecutive blocks have nothing to do with each other: here each
/// block has a lane, a vector holds one weight's sums in all of them, and the chains are those of
/// `BlockSums` all the same. For that, what a filter row meets is put side by side, a sequence for
/// each lane.
///
/// Blocks hold as many positions, but not as many line ends. Where the next line's elements follow
/// in the band after some padding, that is taken for positions, too, with dOutput +0: a product
/// with it changes a block's sum only if that is −0, which changes no total, or if an element is
/// no finite number. The sum then is no number, and is made again the other way.
struct BlockLanes<Scalar: ComputeScalar>: Sendable {
  typealias Segment = BlockSums<Scalar>.Segment

  /// Of the machine.
  private let kernels: KernelTable<Scalar>
  private let layout: BandLayout
  private let sums: BlockSums<Scalar>
  private let factors: SumFactors
  private let sequences: BlockSequences<Scalar>
  private var step: Int { factors.step }
  private var span: Int { factors.span }
  private var outputStep: Int { factors.outputStep }

  /// Output rows that a band is best a multiple of: their blocks fill the lanes.
  let rowsTogether: Int

  /// How many blocks there are at once, at most and at least: fewer are done sooner one by one.
  var most: Int { kernels.lanes }
  var fewest: Int { kernels.lanes.dividedUp(by: 4) }

  /// Vectors that are put side by side at once, those of dOutput with them: they fit the nearest
  /// cache.
  private static var vectorsAtOnce: Int { 416 }

  /// Nil where it would not pay.
  init?(_ problem: WeightGradientProblem<Scalar>, factors: SumFactors) {
    let (layout, matrices, kernels) = (problem.layout, problem.matrices, problem.bestKernels)
    (self.layout, self.factors, self.kernels, sums) = (layout, factors, kernels, problem.sums)
    let filterRows = matrices.rowOffsets(matrix: 0, taps: layout.phases[0].taps)
    guard
      let sequences = BlockSequences<Scalar>(
        layout: layout, factors: factors, lanes: kernels.lanes, filterRows: filterRows)
    else { return nil }
    self.sequences = sequences
    let rows = filterRows.count
    let own = WeightGradientRegime.blockCost(
      inputRows: Double(rows), inputs: factors.step, outputs: factors.outputStep,
      products: factors.sumsInRow * rows, lanes: kernels.lanes)
    guard own < matrices.stepCost(problem.kernels) else { return nil }
    rowsTogether = Self.rowsTogether(positions: factors.positionsInRow, lanes: kernels.lanes)
  }

  /// Output rows whose blocks fill the lanes best.
  private static func rowsTogether(positions: Int, lanes: Int) -> Int {
    let block = BlockSums<Scalar>.blockLength
    let one = max(1, lanes * block / positions)
    func filled(_ rows: Int) -> Double {
      // A block that a band does not end with is in two parts.
      let blocks = (rows * positions).dividedUp(by: block) + (rows * positions % block == 0 ? 0 : 1)
      return Double(rows * positions) / Double(blocks.roundedUp(toMultipleOf: lanes) * block)
    }
    return (one...4 * one).max { filled($0) < filled($1) - 0.02 } ?? one
  }

  /// Room for the rows that belong together, as far as they stay near.
  var bandBytes: Int {
    let rows = layout.rows
    let (bytes, overflow) = (rowsTogether * min(rows.step, rows.padded) + rows.span)
      .multipliedReportingOverflow(by: layout.pitch * MemoryLayout<Scalar>.stride)
    return min(max(1 << 17, overflow ? .max : bytes), 1 << 20)
  }

  /// Adds consecutive segments to the sums of some filter rows.
  ///
  /// - Parameters:
  ///   - segments: `most` at most.
  ///   - lines: of each segment's positions, where they start in `input`.
  ///   - input: kernels may read on a little after its end.
  ///   - dOutput: of the first segment; the others follow.
  ///   - byOne: adds the segments to one filter row's sums one after the other.
  func add(
    _ segments: [Segment], lines: [[Run]], rows: Range<Int>, input: UnsafeBufferPointer<Scalar>,
    dOutput: UnsafePointer<Scalar>, byOne: (_ row: Int) -> Void
  ) {
    let count = kernels.lanes
    sequences.forLanes(segments, lines: lines, rows: rows, input: input, dOutput: dOutput) {
      steps, outputs, inputs in
      let rowsAtOnce = factors.rowsAtOnce(of: rows.count)
      let stepsAtOnce = min(
        steps,
        max(16, (Self.vectorsAtOnce - rowsAtOnce * span) / (rowsAtOnce * step + outputStep)))
      // Kernels fill up to a multiple of 4.
      let pitch = (stepsAtOnce * step + span + 3) * count
      let outputCount = stepsAtOnce * outputStep + 3
      withUnsafeTemporaryAllocation(
        byteCount: (outputCount * count + rowsAtOnce * pitch + rows.count * factors.sumsInRow
          * count)
          * MemoryLayout<Scalar>.stride, alignment: 64
      ) {
        let outputLanes = $0.bindMemory(to: Scalar.self).baseAddress!
        let inputLanes = outputLanes + outputCount * count
        let results = inputLanes + rowsAtOnce * pitch
        let pass = Pass(
          inputs: inputs, outputs: outputs, rowCount: rows.count, rowsAtOnce: rowsAtOnce,
          inputLanes: inputLanes, pitch: pitch, outputLanes: outputLanes,
          strands: factors.factors.map { factor in
            (0..<rowsAtOnce).flatMap { row in
              factor.strands.map { row * pitch + $0 * count }
            }
          })
        begin(segments[0], rows: rows, results)
        for done in stride(from: 0, to: steps, by: stepsAtOnce) {
          add(done..<min(done + stepsAtOnce, steps), pass, to: results)
        }
        end(segments, rows: rows, results, byOne: byOne)
      }
    }
  }

  /// What is read and put side by side to add to some filter rows.
  private struct Pass {
    /// Where lanes find what they meet, for each filter row, and dOutput.
    let inputs: UnsafePointer<UnsafePointer<Scalar>>
    let outputs: UnsafePointer<UnsafePointer<Scalar>>
    let rowCount: Int
    /// Filter rows whose elements are side by side at once, and from one to the next.
    let rowsAtOnce: Int
    let inputLanes: UnsafeMutablePointer<Scalar>
    let pitch: Int
    let outputLanes: UnsafeMutablePointer<Scalar>
    /// Of each factor, where the strands of those rows start.
    let strands: [[Int]]
  }

  /// Adds some steps of all lanes.
  private func add(
    _ steps: Range<Int>, _ pass: Pass, to results: UnsafeMutablePointer<Scalar>
  ) {
    let count = kernels.lanes
    kernels.transpose(
      TransposeJob(
        sources: pass.outputs, first: steps.lowerBound * outputStep,
        count: steps.count * outputStep, target: pass.outputLanes))
    for first in stride(from: 0, to: pass.rowCount, by: pass.rowsAtOnce) {
      let someRows = first..<min(first + pass.rowsAtOnce, pass.rowCount)
      for row in someRows {
        kernels.transpose(
          TransposeJob(
            sources: pass.inputs + row * count, first: steps.lowerBound * step,
            count: (steps.count - 1) * step + span,
            target: pass.inputLanes + (row - first) * pass.pitch))
      }
      var target = results
      for (factor, strands) in zip(factors.factors, pass.strands) {
        let sumsInRow = factor.columns.count * count
        strands.withUnsafeBufferPointer {
          kernels.multiplySliding(
            SlidingJob(
              input: pass.inputLanes, strands: $0.baseAddress!,
              strandCount: someRows.count * factor.strands.count, taps: factor.taps,
              tapStep: step * count, inputStep: step * count,
              weights: pass.outputLanes + factor.element * count, weightStep: outputStep * count,
              steps: steps.count, sums: target + first * sumsInRow, sumStep: count))
        }
        target += pass.rowCount * sumsInRow
      }
    }
  }

  /// What the sums start at: a block that was begun before goes on in the first lane.
  private func begin(
    _ first: Segment, rows: Range<Int>, _ results: UnsafeMutablePointer<Scalar>
  ) {
    factors.forEachSum(rows) { place, matrix, row, column in
      let target = results + place * kernels.lanes
      target.update(repeating: 0, count: kernels.lanes)
      if !first.startsBlock {
        target[0] = sums.begun(group: matrix, row: row, column: column)
      }
    }
  }

  /// Takes the sums of all lanes, in the order of the blocks.
  private func end(
    _ segments: [Segment], rows: Range<Int>, _ results: UnsafePointer<Scalar>,
    byOne: (_ row: Int) -> Void
  ) {
    var others: Set<Int> = []
    factors.forEachSum(rows) { place, _, row, _ in
      let values = results + place * kernels.lanes
      for lane in segments.indices where values[lane].isNaN { others.insert(row) }
    }
    factors.forEachSum(rows) { place, matrix, row, column in
      guard !others.contains(row) else { return }
      sums.take(
        segments, results + place * kernels.lanes, group: matrix, row: row, column: column)
    }
    for row in rows where others.contains(row) { byOne(row) }
  }
}
