/// Which kernel a convolution runs on, chosen by its shape alone. Every choice gives the same
/// bits.
enum ConvolutionRegime: String, Sendable {
  /// Tiles of output positions × output channels, for each group.
  case tiles
  /// One filter a channel, several lines of output positions at once.
  case lines
  /// One filter a channel, lanes over channels: for layouts whose positions take different taps.
  case channelLanes

  /// - Parameters:
  ///   - groupInputs, groupOutputs: input and output channels of one group.
  ///   - phases: of the layout.
  static func choose(groupInputs: Int, groupOutputs: Int, phases: Int) -> ConvolutionRegime {
    guard groupInputs == 1, groupOutputs == 1 else { return .tiles }
    return phases == 1 ? .lines : .channelLanes
  }
}
