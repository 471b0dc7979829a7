/// Which kernel a convolution runs on, chosen by its shape and by whether the vectors hold what a
/// kernel needs of them. Every choice gives the same bits.
enum ConvolutionRegime: String, Sendable {
  /// Tiles of output positions × output channels, for each group.
  case tiles
  /// One filter a channel, several lines of output positions at once.
  case lines
  /// Groups of four inputs and four outputs: lines, each group in four lanes of a vector.
  case linesInFours
  /// Groups of a few channels: lines, with each input in the lanes of the results that take it.
  case spreadLines
  /// Few output channels: lines, with lanes over output positions.
  case planeLines
  /// One filter a channel, lines of the positions that take the same taps.
  case phaseLines
  /// One filter a channel, lanes over channels: for other layouts whose positions take different taps.
  case channelLanes

  /// - Parameters:
  ///   - groupInputs, groupOutputs: input and output channels of one group.
  ///   - groups: of channels; each channel where it has a filter of its own.
  ///   - lanesHoldFour: whether a vector has as many lanes as a group of four takes.
  static func choose(
    _ layout: BandLayout, groups: Int, groupInputs: Int, groupOutputs: Int, lanesHoldFour: Bool
  ) -> ConvolutionRegime {
    // With a stride beyond the kernel an adjoint may have results that no tap leads to. Lines
    // have at least one.
    if layout.phases.contains(where: { $0.taps.isEmpty }) {
      return groupInputs == 1 && groupOutputs == 1 ? .channelLanes : .tiles
    }
    if PlanePlan<Float>.suits(
      layout, inputs: groupInputs, outputs: groupOutputs, groups: groups)
    {
      return .planeLines
    }
    if groupInputs == 1, groupOutputs == 1 {
      if layout.slidesForward { return .lines }
      return PhaseLinePlan<Float>.suits(layout) ? .phaseLines : .channelLanes
    }
    return SpreadPlan<Float>.choose(
      layout, inputs: groupInputs, outputs: groupOutputs, groups: groups,
      lanesHoldFour: lanesHoldFour)
  }
}
