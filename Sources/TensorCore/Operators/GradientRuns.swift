import KernelInterface

/// Where the positions of a gradient for a weight are read in a band, and, where the padding is zeros, which
/// of them a row of the kernel has no part in.
struct GradientRuns: Sendable {
  private let layout: BandLayout
  /// Steps of a chain at one position: its channels, where one filter serves all of them.
  private let stepsInPosition: Int
  private let lanesOfInput: Int
  /// Rows of a matrix that belong to one row of the kernel, where some of these meet nothing but
  /// zeros at some positions.
  private let kernelRowLength: Int?
  /// Whether rows of the kernel are taken by themselves, without the positions at which they meet zeros.
  var leavesOutZeros: Bool { kernelRowLength != nil }

  /// Rows of sums that are worth a call of the kernel.
  private static var fewestRows: Int { 96 }

  init(
    layout: BandLayout, matrices: WeightGradientMatrices, padMode: PadMode, stepsInPosition: Int
  ) {
    self.layout = layout
    self.stepsInPosition = stepsInPosition
    lanesOfInput = matrices.lanesOfInput
    let kernelRows = layout.rows.phases[0].count
    let skips =
      matrices.regime == .tiles && stepsInPosition == 1 && padMode == .zero
      && layout.axes.count > 1 && layout.rows.realRanges(phase: 0).count > 1
    let length = matrices.size.rows / kernelRows
    kernelRowLength = skips && kernelRows > 1 && length >= Self.fewestRows ? length : nil
  }

  /// Where the windows of consecutive steps start in the band: a run for each line of output
  /// positions, in pieces of `longest` at most.
  ///
  /// - Parameter firstRow: the padded row that the band starts with.
  func runs(_ steps: Range<Int>, firstRow: Int, longest: Int) -> [Run] {
    let line = layout.axes.last!
    let neighbours = stepsInPosition > 1 && !line.isUnitStride ? 1 : line.output
    var runs: [Run] = []
    var step = steps.lowerBound
    while step < steps.upperBound {
      let (position, channel) = step.quotientAndRemainder(dividingBy: stepsInPosition)
      let left = (neighbours - position % neighbours) * stepsInPosition - channel
      let count = min(left, steps.upperBound - step, longest)
      let (row, column) = position.quotientAndRemainder(dividingBy: layout.positionsInRow)
      let start = (layout.firstRow(ofOutput: row) - firstRow) * layout.pitch
      runs.append(
        Run(
          offset: (start + layout.innerStarts[column]) * lanesOfInput + channel,
          count: count,
          row: step - steps.lowerBound))
      step += count
    }
    return runs
  }

  /// Rows of sums that belong to one row of the kernel, where this meets zeros of the padding at
  /// some positions.
  func pieces(
    _ group: Int, _ rows: Range<Int>
  ) -> [(group: Int, kernelRow: Int?, rows: Range<Int>)] {
    guard let length = kernelRowLength else { return [(group, nil, rows)] }
    return (rows.lowerBound / length...(rows.upperBound - 1) / length).map { kernelRow in
      let own = kernelRow * length..<(kernelRow + 1) * length
      return (group, kernelRow, own.clamped(to: rows))
    }
  }

  /// The runs at whose positions a row of the kernel meets elements. A product with +0 changes a
  /// block's sum only if that is −0, which changes no total, or if dOutput is no finite number:
  /// nil then, or if nothing would be left.
  ///
  /// - Parameters:
  ///   - first: the step that the runs start with.
  ///   - outputChannels: elements of dOutput at a position.
  func withoutZeros<Scalar: ComputeScalar>(
    _ runs: [Run], of first: Int, _ work: BandWork<Scalar>, outputChannels: Int, kernelRow: Int
  ) -> [Run]? {
    let dOutput =
      work.output
      + (first - work.rows.lowerBound * layout.positionsInRow) * outputChannels
    var left: [Run] = []
    for run in runs {
      let row = (first + run.row) / layout.positionsInRow
      if layout.rows.realTaps(row % layout.rows.output).contains(kernelRow) {
        left.append(run)
      } else {
        let values = UnsafeBufferPointer(
          start: dOutput + run.row * outputChannels, count: run.count * outputChannels)
        guard values.allSatisfy(\.isFinite) else { return nil }
      }
    }
    return left.isEmpty ? nil : left
  }
}
