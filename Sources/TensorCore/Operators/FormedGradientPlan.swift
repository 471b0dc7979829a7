import KernelInterface

/// The gradient of a convolution for its weight by a matrix that is formed, some rows at a time:
/// dOutput times the matrix's transpose. Each sum is that of `WeightGradientPlan`.
///
/// With a column for each tap and channel it is the im2col matrix, which meets dOutput's rows.
/// With a column for each weight it is the whole matrix of the convolution as a function of its
/// weights: a row for each element of dOutput, 0 where another output channel's weight stands.
final class FormedGradientPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let padMode: PadMode
  let padValue: Scalar
  let outputChannels: Int
  var operationsInRow: Double {
    Double(layout.positionsInRow) * Double(unitsInPosition) * sums.productsInPosition
  }
  var needsTurnBefore: Bool { true }

  private let matrices: WeightGradientMatrices
  private let sums: BlockSums<Scalar>
  private let kernels: KernelTable<Scalar>
  private let rowOffsets: [[Int]]
  /// Where each row of a job's input starts.
  private let rowStarts: [Int]

  /// What counts as a position of the sums: each channel of one by itself, where one filter
  /// serves all.
  private let unitsInPosition: Int
  private var isPerChannel: Bool { unitsInPosition > 1 }
  /// Rows of the matrix for one of these.
  private var stepsInUnit: Int { matrices.regime == .elements ? outputChannels : 1 }
  /// From one step's element of dOutput to the next.
  private var dOutputStep: Int {
    isPerChannel || matrices.regime == .elements ? 1 : outputChannels
  }

  /// Elements of the matrix that are formed at once, and the most rows.
  private static var elementsAtOnce: Int { 1 << 16 }
  private static var stepsAtOnce: Int { 256 }

  /// - Parameter problem: the regime of its `matrices` is `tiles` or `elements`.
  init(_ problem: WeightGradientProblem<Scalar>) {
    let (layout, matrices, sums) = (problem.layout, problem.matrices, problem.sums)
    self.layout = layout
    (padMode, padValue) = (problem.padMode, problem.padValue)
    outputChannels = problem.outputs
    (self.matrices, self.sums, kernels) = (matrices, sums, problem.kernels)
    unitsInPosition = problem.stepsInPosition
    rowOffsets = (0..<matrices.size.matrices).map {
      matrices.rowOffsets(matrix: $0, taps: layout.phases[0].taps)
    }
    rowStarts = (0..<(sums.rows + kernels.tileRows)).map { min($0, sums.rows - 1) }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let units = layout.positionsInRow * unitsInPosition
    let first = work.rows.lowerBound * units
    let shares = sums.shares(tileRows: kernels.tileRows, part: part, of: parts)
    for segment in sums.segments(first..<(work.rows.upperBound * units)) {
      let steps =
        (segment.range.lowerBound - first)
        * stepsInUnit..<(segment.range.upperBound - first) * stepsInUnit
      for share in shares {
        sums.add(segment, group: share.group, rows: share.rows) { target, start, startStride in
          multiply(
            work, steps, matrix: share.group, rows: share.rows, start: start,
            startStride: startStride, to: target)
        }
      }
    }
  }

  /// Adds some steps, counted from the first of `work`, to some rows of a matrix of sums.
  private func multiply(
    _ work: BandWork<Scalar>, _ steps: Range<Int>, matrix: Int, rows: Range<Int>,
    start: UnsafePointer<Scalar>, startStride: Int, to target: UnsafeMutablePointer<Scalar>
  ) {
    let atOnce = max(1, min(Self.stepsAtOnce, Self.elementsAtOnce / rows.count))
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: atOnce * rows.count) {
      let formed = $0.baseAddress!
      for next in stride(from: steps.lowerBound, to: steps.upperBound, by: atOnce) {
        let some = next..<min(next + atOnce, steps.upperBound)
        form(work, some, matrix: matrix, rows: rows, to: formed)
        let isFirst = next == steps.lowerBound
        let column = matrices.regime == .elements ? 0 : matrix * sums.columns
        rowStarts.withUnsafeBufferPointer { pixels in
          withUnsafePointer(to: Run(offset: 0, count: some.count)) { run in
            kernels.multiplySteps(
              TileJob(
                input: formed, pixels: pixels.baseAddress!, pixelCount: rows.count, runs: run,
                runCount: 1, inputStep: rows.count,
                weights: work.output + next * dOutputStep + column, weightStep: dOutputStep,
                panelStride: 0, channels: sums.columns,
                start: isFirst ? start : UnsafePointer(target),
                startStride: isFirst ? startStride : sums.columnPitch, output: target,
                outputStride: sums.columnPitch))
          }
        }
      }
    }
  }

  /// The elements of some rows of the sums in the matrix's rows for some steps.
  private func form(
    _ work: BandWork<Scalar>, _ steps: Range<Int>, matrix: Int, rows: Range<Int>,
    to formed: UnsafeMutablePointer<Scalar>
  ) {
    let offsets = rowOffsets[matrix]
    var element = formed
    for step in steps {
      let (unit, output) = step.quotientAndRemainder(dividingBy: stepsInUnit)
      let (position, channel) = unit.quotientAndRemainder(dividingBy: unitsInPosition)
      let (row, column) = position.quotientAndRemainder(dividingBy: layout.positionsInRow)
      let top = layout.firstRow(ofOutput: work.rows.lowerBound + row) - work.firstRow
      let window = work.band + top * layout.pitch + layout.innerStarts[column] + channel
      for row in rows {
        let isZero = matrices.regime == .elements && row % outputChannels != output
        element.pointee = isZero ? 0 : window[offsets[row]]
        element += 1
      }
    }
  }
}
