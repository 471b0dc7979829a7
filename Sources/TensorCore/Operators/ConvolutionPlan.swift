import KernelInterface

/// A convolution made ready for data of one shape and compute type: where its band lies, its
/// kernel, and weights packed as the kernel reads them.
final class ConvolutionPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar
  let operationsInRow: Double

  private let kernels: KernelTable<Scalar>
  private let route: Route

  /// What computes, with all that is made ready for it.
  private enum Route: Sendable {
    case tiles(TilePlan<Scalar>)
    case lines(LinePlan<Scalar>)
    case linesInFours(LinePlan<Scalar>)
    case spreadLines(SpreadPlan<Scalar>)
    case planeLines(PlanePlan<Scalar>)
    case phaseLines(PhaseLinePlan<Scalar>)
    case channelLanes(LanePlan<Scalar>)
  }

  init(_ problem: ConvolutionProblem<Scalar>) throws(MemoryError) {
    let filter = problem.filter
    (layout, kernels) = (problem.layout, problem.kernels)
    (padMode, padValue) = (problem.padMode, problem.padValue)
    outputChannels = filter.outputs
    operationsInRow =
      Double(layout.positionsInRow) * Double(outputChannels)
      * Double(layout.phases[0].taps.count) * Double(filter.inputs)
    let regime = ConvolutionRegime.choose(
      layout, groups: filter.groups, groupInputs: filter.inputs,
      groupOutputs: filter.groupOutputs, lanesHoldFour: kernels.convolveLinesInFours != nil)
    switch regime {
    case .tiles: route = .tiles(try TilePlan(problem))
    case .lines: route = .lines(LinePlan(problem))
    case .linesInFours: route = .linesInFours(LinePlan(problem, inFours: true))
    case .spreadLines: route = .spreadLines(SpreadPlan(problem))
    case .planeLines: route = .planeLines(PlanePlan(problem))
    case .phaseLines: route = .phaseLines(PhaseLinePlan(problem))
    case .channelLanes: route = .channelLanes(LanePlan(problem))
    }
  }

  /// The kernel that runs.
  var regime: ConvolutionRegime {
    switch route {
    case .tiles: .tiles
    case .lines: .lines
    case .linesInFours: .linesInFours
    case .spreadLines: .spreadLines
    case .planeLines: .planeLines
    case .phaseLines: .phaseLines
    case .channelLanes: .channelLanes
    }
  }

  /// Of lines that are rows, one that is left over takes nearly as long as two.
  var rowsTogether: Int {
    switch route {
    case .lines, .linesInFours, .spreadLines: layout.axes.count == 2 ? 2 : 1
    case .tiles, .planeLines, .phaseLines, .channelLanes: 1
    }
  }

  var padsByItself: Bool {
    switch route {
    case .lines(let lines), .linesInFours(let lines): lines.padsByItself
    case .planeLines(let planes): planes.padsByItself
    case .tiles, .spreadLines, .phaseLines, .channelLanes: false
    }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    switch route {
    case .tiles(let tiles): compute(tiles, work, part: part, of: parts)
    case .lines(let lines), .linesInFours(let lines):
      lines.compute(work, part: part, of: parts)
    case .spreadLines(let spread): spread.compute(work, part: part, of: parts)
    case .planeLines(let planes): planes.compute(work, part: part, of: parts)
    case .phaseLines(let lines): lines.compute(work, part: part, of: parts)
    case .channelLanes(let lanes): compute(lanes, work, part: part, of: parts)
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
