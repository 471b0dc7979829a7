import KernelInterface

/// A convolution made ready for data of one shape and compute type: where its band lies, its
/// kernel, and weights packed as the kernel reads them. The layout says whether the window
/// slides forward or is an adjoint.
final class ConvolutionPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar
  let regime: ConvolutionRegime

  private let kernels: KernelTable<Scalar>
  private let groups: Int
  private let groupInputs: Int
  private let groupOutputs: Int
  private let phases: [Phase]
  private let lines: LinePlan<Scalar>?
  private let spread: SpreadPlan<Scalar>?
  private let planes: PlanePlan<Scalar>?
  /// Tiles: a value an output channel, each group filled up to whole panels. Lanes: one period.
  private let starts: [Scalar]
  private let panelWidth: Int
  private let weightPeriod: Int

  /// What the kernels need for the positions of one phase.
  private struct Phase: Sendable {
    /// Tiles: for each group its runs.
    var runs: [[Run]] = []
    /// Tiles: for each group its panels. Lanes: one row a tap.
    let packed: [Scalar]
    let tapCount: Int
  }

  /// - Parameters:
  ///   - layout: over the channels of the data.
  ///   - isPerChannel: whether `matrices` hold one filter that each channel is filtered with.
  ///   - bias: what each output channel starts at; nil: +0.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    padMode: PadMode, kernels: KernelTable<Scalar>
  ) {
    self.kernels = kernels
    self.layout = layout
    self.padMode = padMode
    padValue = padMode.value(as: Scalar.self)
    let channels = layout.channels
    outputChannels = isPerChannel ? channels : matrices.outputs
    groups = isPerChannel ? channels : matrices.groups
    groupInputs = matrices.inputs
    groupOutputs = isPerChannel ? 1 : matrices.groupOutputs
    regime = .choose(
      layout, groups: groups, groupInputs: groupInputs, groupOutputs: groupOutputs)
    spread =
      regime == .spreadLines
      ? SpreadPlan(layout: layout, matrices: matrices, bias: bias, kernels: kernels) : nil
    lines =
      regime == .lines
      ? LinePlan(
        layout: layout, matrices: matrices, isPerChannel: isPerChannel, bias: bias,
        kernels: kernels) : nil
    planes =
      regime == .planeLines
      ? PlanePlan(
        layout: layout, matrices: matrices, isPerChannel: isPerChannel, bias: bias,
        kernels: kernels) : nil
    let start: (Int) -> Scalar = { bias?[$0] ?? 0 }
    switch regime {
    case .tiles:
      let width = kernels.panelWidth(channels: groupOutputs)
      (panelWidth, weightPeriod) = (width, 0)
      phases = layout.phases.map { [groups, groupInputs] phase in
        Phase(
          runs: (0..<groups).map {
            BandLayout.runs(
              taps: phase.taps, firstChannel: $0 * groupInputs, count: groupInputs,
              longest: BandLayout.longestRun)
          },
          packed: matrices.panels(taps: phase.tapIndices, width: width),
          tapCount: phase.taps.count)
      }
      starts = Self.padded(groups: groups, perGroup: groupOutputs, width: width, start)
    case .lines, .spreadLines, .planeLines:
      (panelWidth, weightPeriod, phases, starts) = (0, 0, [], [])
    case .channelLanes:
      let period = (channels + kernels.lanes - 1) / kernels.lanes * kernels.lanes
      (panelWidth, weightPeriod) = (0, period)
      phases = layout.phases.map {
        Phase(
          packed: matrices.rows(
            taps: $0.tapIndices, period: period, isPerChannel: isPerChannel),
          tapCount: $0.taps.count)
      }
      starts = (0..<period).map { start($0 % channels) }
    }
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
    if let lines {
      lines.compute(work, part: part, of: parts)
    } else if let spread {
      spread.compute(work, part: part, of: parts)
    } else if let planes {
      planes.compute(work, part: part, of: parts)
    } else if layout.phases.count > 1 {
      computePhases(work, part: part, of: parts)
    } else {
      forEachPositionBlock(work, part: part, of: parts, grain: kernels.tileRows) { pixels, first in
        convolve(work, pixels, phase: 0, output: work.output + first * outputChannels)
      }
    }
  }

  /// Each phase's positions into memory of their own, and from there to their places.
  private func computePhases(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: positionsInBlock * outputChannels) {
      let results = $0.baseAddress!
      forEachPhaseBlock(work, part: part, of: parts, grain: kernels.tileRows) {
        phase, pixels, targets in
        convolve(work, pixels, phase: phase, output: results)
        for (i, target) in targets.enumerated() {
          (work.output + target * outputChannels).update(
            from: results + i * outputChannels, count: outputChannels)
        }
      }
    }
  }

  /// Results of some positions of one phase, one after the other.
  private func convolve(
    _ work: BandWork<Scalar>, _ pixels: UnsafeBufferPointer<Int>, phase: Int,
    output: UnsafeMutablePointer<Scalar>
  ) {
    if regime == .tiles {
      convolveTiles(work, pixels, phases[phase], output: output)
    } else {
      convolveWindows(
        work, pixels, phase: phase, count: outputChannels, output: output,
        stride: outputChannels)
    }
  }

  private func convolveTiles(
    _ work: BandWork<Scalar>, _ pixels: UnsafeBufferPointer<Int>, _ phase: Phase,
    output: UnsafeMutablePointer<Scalar>
  ) {
    let taps = phase.tapCount * groupInputs
    let panels = (groupOutputs + panelWidth - 1) / panelWidth
    for group in 0..<groups {
      phase.runs[group].withUnsafeBufferPointer { runs in
        phase.packed.withUnsafeBufferPointer { packed in
          starts.withUnsafeBufferPointer { starts in
            kernels.convolveTiles(
              TileJob(
                input: work.band, pixels: pixels.baseAddress!, pixelCount: pixels.count,
                runs: runs.baseAddress!, runCount: runs.count,
                weights: packed.baseAddress! + group * panels * panelWidth * taps,
                weightStep: panelWidth, panelStride: taps * panelWidth, channels: groupOutputs,
                start: starts.baseAddress! + group * panels * panelWidth,
                output: output + group * groupOutputs, outputStride: outputChannels))
          }
        }
      }
    }
  }

  private func convolveWindows(
    _ work: BandWork<Scalar>, _ spans: UnsafeBufferPointer<Int>, phase: Int, count: Int,
    output: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    layout.phases[phase].taps.withUnsafeBufferPointer { taps in
      phases[phase].packed.withUnsafeBufferPointer { packed in
        starts.withUnsafeBufferPointer { starts in
          kernels.convolveWindows(
            WindowJob(
              input: work.band, spans: spans.baseAddress!, spanCount: spans.count, count: count,
              taps: taps.baseAddress!, tapCount: taps.count,
              weights: packed.baseAddress!,
              weightPeriod: weightPeriod, start: starts.baseAddress!, output: output,
              outputStride: stride))
        }
      }
    }
  }
}
