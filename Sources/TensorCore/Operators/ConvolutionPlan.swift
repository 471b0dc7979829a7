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
  let operationsInRow: Double

  private let kernels: KernelTable<Scalar>
  private let tiles: TilePlan<Scalar>?
  private let lines: LinePlan<Scalar>?
  private let spread: SpreadPlan<Scalar>?
  private let planes: PlanePlan<Scalar>?
  private let phaseLines: PhaseLinePlan<Scalar>?
  private let lanes: LanePlan<Scalar>?

  /// - Parameters:
  ///   - layout: over the channels of the data.
  ///   - isPerChannel: whether `matrices` hold one filter that each channel is filtered with.
  ///   - bias: what each output channel starts at; nil: +0.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    padMode: PadMode, kernels: KernelTable<Scalar>
  ) throws(MemoryError) {
    self.kernels = kernels
    self.layout = layout
    self.padMode = padMode
    padValue = padMode.value(as: Scalar.self)
    outputChannels = isPerChannel ? layout.channels : matrices.outputs
    operationsInRow =
      Double(layout.positionsInRow) * Double(outputChannels)
      * Double(layout.phases[0].taps.count) * Double(matrices.inputs)
    regime = .choose(
      layout, groups: isPerChannel ? layout.channels : matrices.groups,
      groupInputs: matrices.inputs, groupOutputs: isPerChannel ? 1 : matrices.groupOutputs)
    // Groups of four lie in four lanes, if vectors have as many; else long rows would be spread to
    // more than the cache holds.
    let isInFours = regime == .spreadLines && LinePlan.takesInFours(matrices, kernels: kernels)
    let isSpread =
      regime == .spreadLines && !isInFours
      && SpreadPlan<Scalar>.fits(layout, inputs: matrices.inputs, outputs: matrices.outputs)
    tiles =
      regime == .tiles || regime == .spreadLines && !isInFours && !isSpread
      ? try TilePlan(
        layout: layout, matrices: matrices, bias: bias, padsWithZeros: padMode == .zero,
        kernels: kernels) : nil
    spread =
      isSpread
      ? SpreadPlan(layout: layout, matrices: matrices, bias: bias, kernels: kernels) : nil
    lines =
      regime == .lines || isInFours
      ? LinePlan(
        layout: layout, matrices: matrices, isPerChannel: isPerChannel, bias: bias,
        padMode: padMode, padValue: padValue, kernels: kernels) : nil
    planes =
      regime == .planeLines
      ? PlanePlan(
        layout: layout, matrices: matrices, isPerChannel: isPerChannel, bias: bias,
        padMode: padMode, padValue: padValue, kernels: kernels) : nil
    phaseLines =
      regime == .phaseLines
      ? PhaseLinePlan(
        layout: layout, matrices: matrices, isPerChannel: isPerChannel, bias: bias,
        kernels: kernels) : nil
    lanes =
      regime == .channelLanes
      ? LanePlan(
        layout: layout, matrices: matrices, isPerChannel: isPerChannel, bias: bias,
        kernels: kernels) : nil
  }

  /// Of lines that are rows, one that is left over takes nearly as long as two.
  var rowsTogether: Int {
    layout.axes.count == 2 && (lines != nil || spread != nil) ? 2 : 1
  }

  var padsByItself: Bool { lines?.padsByItself ?? planes?.padsByItself ?? false }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    if let lines {
      lines.compute(work, part: part, of: parts)
    } else if let spread {
      spread.compute(work, part: part, of: parts)
    } else if let planes {
      planes.compute(work, part: part, of: parts)
    } else if let tiles {
      compute(tiles, work, part: part, of: parts)
    } else if let phaseLines {
      phaseLines.compute(work, part: part, of: parts)
    } else if let lanes {
      compute(lanes, work, part: part, of: parts)
    }
  }

  private func compute(
    _ tiles: TilePlan<Scalar>, _ work: BandWork<Scalar>, part: Int, of parts: Int
  ) {
    if tiles.takesAllAlike {
      let share = tiles.share(part: part, of: parts)
      forEachPositionBlock(
        work, part: share.part, of: share.parts, grain: kernels.tileRows
      ) { pixels, first in
        tiles.convolve(
          work.band, pixels, panels: share.panels, to: work.output + first * outputChannels,
          ahead: work.ahead(layout, positions: first..<(first + pixels.count)))
      }
    } else {
      tiles.compute(work, part: part, of: parts)
    }
  }

  private func compute(
    _ lanes: LanePlan<Scalar>, _ work: BandWork<Scalar>, part: Int, of parts: Int
  ) {
    if layout.phases.count == 1 {
      forEachPositionBlock(work, part: part, of: parts, grain: 1) { pixels, first in
        lanes.convolve(
          work.band, pixels, phase: 0, to: work.output + first * outputChannels,
          ahead: work.ahead(layout, positions: first..<(first + pixels.count)))
      }
      return
    }
    let allPositions = work.rows.count * layout.positionsInRow
    for (index, phase) in layout.phases.enumerated() {
      if let line = phase.line, line.length >= Self.shortestLine {
        // One phase of each row asks for what is read next.
        let asks = phase.positions[0] == 0
        forEachLine(ofPhase: phase, length: line.length, work, part: part, of: parts) {
          start, pixels, first in
          let end = asks ? min(first + line.length * line.step, allPositions) : first
          lanes.convolve(
            work.band + start, pixels, phase: index, to: work.output + first * outputChannels,
            step: line.step, ahead: work.ahead(layout, positions: first..<end))
        }
      } else {
        scatter(lanes, work, phase, index, part: part, of: parts)
      }
    }
  }

  /// A call of the kernel for fewer positions takes longer than putting results in their places.
  private static var shortestLine: Int { 8 }

  /// A phase's positions into memory of their own, and from there to their places.
  private func scatter(
    _ lanes: LanePlan<Scalar>, _ work: BandWork<Scalar>, _ phase: BandLayout.Phase, _ index: Int,
    part: Int, of parts: Int
  ) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: positionsInBlock * outputChannels) {
      let results = $0.baseAddress!
      forEachBlock(ofPhase: phase, work, part: part, of: parts, grain: 1) { pixels, targets in
        lanes.convolve(work.band, pixels, phase: index, to: results)
        for (i, target) in targets.enumerated() {
          (work.output + target * outputChannels).update(
            from: results + i * outputChannels, count: outputChannels)
        }
      }
    }
  }
}
