import KernelInterface

/// The gradient of a convolution for its weight, made ready for arrays of one shape: the tile
/// kernel with its roles exchanged. The windows are the filter's taps and input channels, the
/// chain goes over output positions, and dOutput, which the driver reads beside the band, takes
/// the place of the weights.
final class WeightGradientPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let padMode: PadMode
  let padValue: Scalar
  /// Elements of dOutput at one position.
  let outputChannels: Int
  let sums: BlockSums<Scalar>

  private let kernels: KernelTable<Scalar>
  private let isPerChannel: Bool
  /// For each group, where in the band each row of the sums has its element, counted from a
  /// window's start; the last is repeated, so that kernels may read on past the end by a tile.
  private let rowOffsets: [[Int]]

  /// Elements of dOutput that one step of a chain takes as its factor: those of a position, or
  /// one where one filter serves all channels and each channel counts as a position.
  private var stepsInPosition: Int { isPerChannel ? layout.channels : 1 }
  private var weightStep: Int { isPerChannel ? 1 : outputChannels }

  private static var longestRun: Int { 256 }

  /// - Parameters:
  ///   - layout: of the convolution, over its input.
  ///   - outputs: channels of dOutput.
  ///   - sums: of `groups` matrices of `taps · I × O / groups`, or one of `taps × 1` for a filter
  ///     that each channel is filtered with.
  init(
    layout: BandLayout, outputs: Int, isPerChannel: Bool, padMode: PadMode,
    sums: BlockSums<Scalar>, kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.padMode = padMode
    padValue = if case .constant(let value) = padMode { Scalar(value) } else { 0 }
    outputChannels = outputs
    self.isPerChannel = isPerChannel
    self.sums = sums
    self.kernels = kernels
    let groupInputs = isPerChannel ? 1 : layout.channels / sums.groups
    rowOffsets = (0..<sums.groups).map { group in
      let offsets = layout.phases[0].taps.flatMap { tap in
        (0..<groupInputs).map { tap + group * groupInputs + $0 }
      }
      return offsets + [Int](repeating: offsets.last!, count: kernels.tileRows)
    }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let steps = layout.positionsInRow * stepsInPosition
    let first = work.rows.lowerBound * steps
    let tilesInGroup = (sums.rows + kernels.tileRows - 1) / kernels.tileRows
    let share = BandWork<Scalar>.share(tilesInGroup * sums.groups, part: part, of: parts)
    guard !share.isEmpty else { return }
    for segment in sums.segments(first..<(work.rows.upperBound * steps)) {
      let runs = runs(work, segment.range)
      let dOutput = work.output + (segment.range.lowerBound - first) * weightStep
      for group in (share.lowerBound / tilesInGroup)...((share.upperBound - 1) / tilesInGroup) {
        let tiles = share.clamped(to: group * tilesInGroup..<(group + 1) * tilesInGroup)
        let lower = (tiles.lowerBound - group * tilesInGroup) * kernels.tileRows
        let upper = (tiles.upperBound - group * tilesInGroup) * kernels.tileRows
        let rows = lower..<min(upper, sums.rows)
        multiply(work, runs, dOutput, group: group, rows: rows)
        if segment.endsBlock { sums.endBlock(group: group, rows: rows) }
      }
    }
  }

  private func multiply(
    _ work: BandWork<Scalar>, _ runs: [Run], _ dOutput: UnsafePointer<Scalar>, group: Int,
    rows: Range<Int>
  ) {
    let partial = sums.partial(group: group, row: rows.lowerBound)
    let width = kernels.panelWidth(channels: sums.columns)
    rowOffsets[group].withUnsafeBufferPointer { offsets in
      runs.withUnsafeBufferPointer { runs in
        kernels.convolveTiles(
          TileJob(
            input: work.band, pixels: offsets.baseAddress! + rows.lowerBound,
            pixelCount: rows.count, runs: runs.baseAddress!, runCount: runs.count,
            inputStep: isPerChannel ? 1 : layout.axes.last!.step * layout.channels,
            weights: dOutput + group * sums.columns, weightStep: weightStep, panelStride: width,
            channels: sums.columns, start: partial, startStride: sums.columnPitch,
            output: partial, outputStride: sums.columnPitch))
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
      runs.append(Run(offset: start + layout.innerStarts[column] + channel, count: count))
      step += count
    }
    return runs
  }
}
