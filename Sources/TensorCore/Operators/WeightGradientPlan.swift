import KernelInterface

/// The gradient of a convolution for its weight, made ready for arrays of one shape: the tile
/// kernels with their roles exchanged. The windows are rows of the filter's elements, the chain
/// goes over output positions, and dOutput, which the driver reads beside the band, takes the
/// place of the weights.
final class WeightGradientPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let padMode: PadMode
  let padValue: Scalar
  /// Elements of dOutput at one position.
  let outputChannels: Int

  /// Sums that leave the cache are gone through once a band: the larger they are, the larger is
  /// that, up to where a block ends anyway.
  var bandBytes: Int {
    min(max(1 << 19, sums.byteCount), 1 << 22)
  }

  private let matrices: WeightGradientMatrices
  private let sums: BlockSums<Scalar>
  private let kernels: KernelTable<Scalar>
  /// Steps of a chain at one position: 1, or the channels where one filter serves all of them and
  /// each counts as a position.
  private let stepsInPosition: Int
  /// For each matrix, where its rows' elements lie in the band, counted from a window's start; the
  /// last is repeated, so that kernels may read on past the end by a tile.
  private let rowOffsets: [[Int]]

  private var isPerChannel: Bool { stepsInPosition > 1 }
  /// From one step's element of dOutput to the next.
  private var dOutputStep: Int { isPerChannel ? 1 : outputChannels }

  /// The longest run: short enough that the tile kernel can split the steps into passes.
  private static var longestRun: Int { 256 }

  /// - Parameters:
  ///   - layout: of the convolution, over its input.
  ///   - outputs: channels of dOutput.
  ///   - isPerChannel: whether one filter with spatial axes only serves all channels.
  ///   - sums: of the size that `matrices` has.
  init(
    layout: BandLayout, outputs: Int, isPerChannel: Bool, padMode: PadMode,
    matrices: WeightGradientMatrices, sums: BlockSums<Scalar>, kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.padMode = padMode
    padValue = padMode.value(as: Scalar.self)
    outputChannels = outputs
    stepsInPosition = isPerChannel ? layout.channels : 1
    self.matrices = matrices
    self.sums = sums
    self.kernels = kernels
    rowOffsets = (0..<matrices.size.matrices).map {
      let offsets = matrices.rowOffsets(matrix: $0, taps: layout.phases[0].taps)
      return offsets + [Int](repeating: offsets.last!, count: kernels.tileRows)
    }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let steps = layout.positionsInRow * stepsInPosition
    let first = work.rows.lowerBound * steps
    let shares = sums.shares(tileRows: kernels.tileRows, part: part, of: parts)
    guard !shares.isEmpty else { return }
    for segment in sums.segments(first..<(work.rows.upperBound * steps)) {
      let runs = runs(work, segment.range)
      let dOutput = work.output + (segment.range.lowerBound - first) * dOutputStep
      for share in shares {
        sums.add(segment, group: share.group, rows: share.rows) { target, start, startStride in
          rowOffsets[share.group].withUnsafeBufferPointer { offsets in
            runs.withUnsafeBufferPointer { runs in
              multiply(
                TileJob(
                  input: work.band, pixels: offsets.baseAddress! + share.rows.lowerBound,
                  pixelCount: share.rows.count, runs: runs.baseAddress!, runCount: runs.count,
                  inputStep: isPerChannel ? 1 : layout.axes.last!.step * layout.channels,
                  weights: dOutput, weightStep: dOutputStep, panelStride: 0,
                  channels: sums.columns, start: start, startStride: startStride,
                  output: target, outputStride: sums.columnPitch),
                steps: segment.range.count, matrix: share.group)
            }
          }
        }
      }
    }
  }

  /// Adds `steps` steps of dOutput, which `job` has as its weights, to one matrix's sums.
  private func multiply(_ job: TileJob<Scalar>, steps: Int, matrix: Int) {
    var job = job
    switch matrices.regime {
    case .tiles, .elements:
      job.weights += matrix * sums.columns
      if sums.columns > 2 * kernels.panelWidth(channels: sums.columns) {
        kernels.multiplyFarSteps(job, steps: steps)
      } else {
        kernels.multiplySteps(job, steps: steps)
      }
    case .channelLanes: kernels.multiplyLanes(job)
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

  /// Where the windows of consecutive steps start in the band: a run for each line of output
  /// positions, in pieces that the kernel can split into passes.
  private func runs(_ work: BandWork<Scalar>, _ steps: Range<Int>) -> [Run] {
    let line = layout.axes.last!
    let neighbours = isPerChannel && !line.isUnitStride ? 1 : line.output
    var runs: [Run] = []
    var step = steps.lowerBound
    while step < steps.upperBound {
      let (position, channel) = step.quotientAndRemainder(dividingBy: stepsInPosition)
      let left = (neighbours - position % neighbours) * stepsInPosition - channel
      let count = min(left, steps.upperBound - step, Self.longestRun)
      let (row, column) = position.quotientAndRemainder(dividingBy: layout.positionsInRow)
      let start = (layout.firstRow(ofOutput: row) - work.firstRow) * layout.pitch
      runs.append(
        Run(
          offset: start + layout.innerStarts[column] + channel, count: count,
          row: step - steps.lowerBound))
      step += count
    }
    return runs
  }
}
