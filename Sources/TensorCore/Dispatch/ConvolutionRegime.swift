/// Which kernel a convolution runs on, chosen by its shape alone. Every choice gives the same
/// bits.
enum ConvolutionRegime: String, Sendable {
  /// Tiles of output positions × output channels, for each group.
  case tiles
  /// One filter a channel, lanes over the elements of an output row: needs neighbouring outputs
  /// to have neighbouring inputs.
  case rowLanes
  /// One filter a channel, lanes over channels.
  case channelLanes

  /// - Parameters:
  ///   - channels: channels of the data.
  ///   - groupInputs, groupOutputs: input and output channels of one group.
  ///   - innermost: the window along the last spatial axis.
  static func choose(
    channels: Int, groupInputs: Int, groupOutputs: Int, innermost: BandAxis
  ) -> ConvolutionRegime {
    guard groupInputs == 1, groupOutputs == 1 else { return .tiles }
    return innermost.isUnitStride ? .rowLanes : .channelLanes
  }
}
