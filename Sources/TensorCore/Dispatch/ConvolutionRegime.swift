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
    let shape = ConvolutionShape(
      layout: layout, groups: groups, inputs: groupInputs, outputs: groupOutputs)
    let hasFilterAChannel = groupInputs == 1 && groupOutputs == 1
    // With a stride beyond the kernel an adjoint may have results that no tap leads to. Lines
    // have at least one.
    if layout.phases.contains(where: { $0.taps.isEmpty }) {
      return hasFilterAChannel ? .channelLanes : .tiles
    }
    if shape.suitsPlaneLines { return .planeLines }
    if hasFilterAChannel {
      if layout.slidesForward { return .lines }
      return shape.suitsPhaseLines ? .phaseLines : .channelLanes
    }
    guard shape.suitsLinesOfGroups else { return .tiles }
    if groupInputs == 4, groupOutputs == 4, lanesHoldFour { return .linesInFours }
    return shape.spreadRowStaysNear ? .spreadLines : .tiles
  }
}

/// What the choice looks at.
private struct ConvolutionShape {
  let layout: BandLayout
  let groups: Int
  /// Channels of one group.
  let inputs: Int
  let outputs: Int

  /// Weights, and elements of the rows that four lines read, up to which lines over planes pay.
  private static var mostPlaneWeights: Int { 1 << 14 }
  private static var mostPlaneElements: Count { 1 << 21 }
  /// Channels from which on units of lines, which are positions, fill most of their lanes.
  private static var fewestChannels: Int { 16 }
  /// Positions of each phase from which on a job is longer than what comes before it.
  private static var fewestPositions: Int { 6 }
  /// Elements of a spread row: more than that leaves the cache.
  private static var longestSpreadRow: Int { 1 << 17 }

  /// Whether lanes over positions are less work than lanes over channels most of which are
  /// unused.
  var suitsPlaneLines: Bool {
    guard layout.axes.count == 2, outputs <= 4, groups <= 4 else { return false }
    let (vertical, last) = (layout.axes[0], layout.axes[1])
    // Neighbouring channels fill the lanes already where neighbours read neighbours.
    if inputs == 1, outputs == 1, vertical.divisor == 1, last.isUnitStride { return false }
    let taps = vertical.kernel * last.kernel
    let rows = 4 * vertical.advance + vertical.span
    return taps >= 4 * vertical.divisor * last.divisor && last.output >= 24 * last.divisor
      && taps * inputs * outputs * groups <= Self.mostPlaneWeights
      && Count(product: last.extent, layout.channels) * Count(rows) <= Self.mostPlaneElements
  }

  /// Whether lines of phases are less work than one position after the other.
  var suitsPhaseLines: Bool {
    guard layout.axes.count == 2, layout.channels >= Self.fewestChannels else { return false }
    let last = layout.axes[1]
    return last.output >= Self.fewestPositions * last.divisor
      && layout.axes.allSatisfy { $0.phases.allSatisfy { !$0.isEmpty } }
  }

  /// Whether lines of several groups at once are less work than tiles with most lanes unused.
  var suitsLinesOfGroups: Bool {
    guard !layout.inner.isEmpty, layout.slidesForward else { return false }
    let taps = layout.phases[0].taps.count
    return groups > 1 && groups * outputs >= 8
      && (outputs <= 4 && taps >= 3 || outputs <= 8 && taps >= 9)
  }

  /// Whether a row whose inputs are copied into the lanes of all their results stays in the cache.
  var spreadRowStaysNear: Bool {
    Count(product: layout.axes.last!.extent, inputs, groups * outputs)
      <= Count(Self.longestSpreadRow)
  }
}
