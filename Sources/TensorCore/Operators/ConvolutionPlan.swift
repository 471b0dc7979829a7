import KernelInterface

/// A convolution made ready for data of one shape and compute type: geometry, kernel, and
/// weights packed as the kernel reads them.
final class ConvolutionPlan<Scalar: ComputeScalar>: WindowedOperator, @unchecked Sendable {
  let layout: BandLayout
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar
  let regime: ConvolutionRegime

  private let kernels: KernelTable<Scalar>
  private let groups: Int
  private let groupInputs: Int
  private let groupOutputs: Int
  /// Tiles: for each group its runs, panels and starts. Lanes: one row a tap.
  private let packed: [Scalar]
  private let starts: [Scalar]
  private let runs: [[Run]]
  private let panelWidth: Int
  private let weightPeriod: Int

  /// The longest run: short enough that the tile kernel can split the taps into passes.
  private static var longestRun: Int { 256 }

  init(
    _ convolution: Convolution, data: DataShape, outputs: Int, kernels: KernelTable<Scalar>
  ) throws {
    let options = convolution.options
    let filters = convolution.filters
    let channels = data.channelCount
    self.kernels = kernels
    outputChannels = outputs
    padMode = options.padMode
    padValue = if case .constant(let value) = options.padMode { Scalar(value) } else { 0 }
    layout = try BandLayout(convolution.window(data), channels: channels)
    groups = filters.isPerChannel ? channels : options.groups
    groupInputs = filters.inputs
    groupOutputs = outputs / max(1, groups)
    regime = .choose(
      channels: channels, groupInputs: groupInputs, groupOutputs: groupOutputs,
      innermost: layout.window.axes.last!)
    let weights = filters.elements(as: Scalar.self)
    let bias =
      try convolution.bias.map { bias in
        guard bias.count == outputs else {
          throw ConvolutionError.bias(bias.shape, outputs: outputs)
        }
        return Conversion.elements(of: bias, as: Scalar.self)
      }
    let start: (Int) -> Scalar = { bias?[$0] ?? 0 }

    switch regime {
    case .tiles:
      let width = kernels.panelWidth(channels: groupOutputs)
      let (perGroup, taps) = (groupOutputs, layout.taps.count * groupInputs)
      panelWidth = width
      weightPeriod = 0
      runs = (0..<groups).map { [layout, groupInputs] in
        layout.runs(
          firstChannel: $0 * groupInputs, count: groupInputs, longest: Self.longestRun)
      }
      packed = Self.panels(
        weights, taps: taps, groups: groups, perGroup: perGroup, width: width)
      starts = Self.padded(groups: groups, perGroup: perGroup, width: width, start)
    case .rowLanes, .channelLanes:
      panelWidth = 0
      runs = []
      let uniform = filters.isPerChannel && bias == nil
      let period =
        uniform
        ? kernels.lanes
        : regime == .rowLanes
          ? leastCommonMultiple(max(1, channels), kernels.lanes)
          : (channels + kernels.lanes - 1) / kernels.lanes * kernels.lanes
      weightPeriod = period
      packed = layout.taps.indices.flatMap { tap in
        (0..<period).map {
          filters.isPerChannel ? weights[tap] : weights[tap * channels + $0 % channels]
        }
      }
      starts = (0..<period).map { start($0 % max(1, channels)) }
    }
  }

  /// For each group, panels of `width` output channels, each `taps × width`; what a last panel
  /// has too many is 0.
  private static func panels(
    _ weights: [Scalar], taps: Int, groups: Int, perGroup: Int, width: Int
  ) -> [Scalar] {
    let panels = (perGroup + width - 1) / width
    let outputs = groups * perGroup
    var packed = [Scalar](repeating: 0, count: groups * panels * taps * width)
    var next = 0
    for group in 0..<groups {
      for panel in 0..<panels {
        let first = panel * width
        let count = min(width, perGroup - first)
        for tap in 0..<taps {
          let row = tap * outputs + group * perGroup + first
          for i in 0..<count { packed[next + i] = weights[row + i] }
          next += width
        }
      }
    }
    return packed
  }

  /// A value an output channel, each group filled up to whole panels.
  private static func padded(
    groups: Int, perGroup: Int, width: Int, _ value: (Int) -> Scalar
  ) -> [Scalar] {
    let size = (perGroup + width - 1) / width * width
    return (0..<groups).flatMap { group in
      (0..<size).map { $0 < perGroup ? value(group * perGroup + $0) : 0 }
    }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    switch regime {
    case .tiles: computeTiles(work, part: part, of: parts)
    case .rowLanes:
      forEachLine(work, part: part, of: parts) { lines, count, output, stride in
        convolveWindows(work, lines, count: count, output: output, stride: stride)
      }
    case .channelLanes:
      forEachPositionBlock(work, part: part, of: parts, grain: 4) { pixels, first in
        convolveWindows(
          work, pixels, count: outputChannels, output: work.output + first * outputChannels,
          stride: outputChannels)
      }
    }
  }

  private func computeTiles(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let taps = layout.taps.count * groupInputs
    let panels = (groupOutputs + panelWidth - 1) / panelWidth
    forEachPositionBlock(work, part: part, of: parts, grain: kernels.tileRows) { pixels, first in
      for group in 0..<groups {
        runs[group].withUnsafeBufferPointer { runs in
          packed.withUnsafeBufferPointer { packed in
            starts.withUnsafeBufferPointer { starts in
              kernels.convolveTiles(
                TileJob(
                  input: work.band, pixels: pixels.baseAddress!, pixelCount: pixels.count,
                  runs: runs.baseAddress!, runCount: runs.count,
                  weights: packed.baseAddress! + group * panels * panelWidth * taps, taps: taps,
                  channels: groupOutputs,
                  start: starts.baseAddress! + group * panels * panelWidth,
                  output: work.output + first * outputChannels + group * groupOutputs,
                  outputStride: outputChannels))
            }
          }
        }
      }
    }
  }

  private func convolveWindows(
    _ work: BandWork<Scalar>, _ spans: UnsafeBufferPointer<Int>, count: Int,
    output: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    layout.taps.withUnsafeBufferPointer { taps in
      packed.withUnsafeBufferPointer { packed in
        starts.withUnsafeBufferPointer { starts in
          kernels.convolveWindows(
            WindowJob(
              input: work.band, spans: spans.baseAddress!, spanCount: spans.count, count: count,
              taps: taps.baseAddress!, tapCount: taps.count, weights: packed.baseAddress!,
              weightPeriod: weightPeriod, start: starts.baseAddress!, output: output,
              outputStride: stride))
        }
      }
    }
  }
}

private func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}
