/// Which kernel the gradient for a weight runs on, chosen by its shape alone. Every choice
/// gives the same bits: a lane holds the sum of one weight in any case.
enum WeightGradientRegime: String, Sendable {
  /// Tiles of taps and input channels × output channels, for each group.
  case tiles
  /// Small groups: rows are taps and a group's input channels, lanes the output channels of all
  /// groups. Inputs are put into the lanes of all outputs that take them, but for one filter a
  /// channel, where they are there.
  case channelLanes
  /// Few output channels: a matrix for each of them, rows are filter rows, lanes the consecutive
  /// elements of one.
  case filterLanes
  /// One filter a channel, few channels: rows are filter rows, lanes the consecutive elements
  /// of one.
  case channelFilterLanes
  /// One filter for all channels: rows are filter rows, lanes the consecutive elements of one,
  /// of which those that are a channel's number apart are its taps.
  case sharedFilterLanes
  /// A sum for each weight of all groups on its own row: for a matrix that has a column for each.
  /// Never chosen by shape.
  case elements

  /// Where one filter serves all of several channels, neighbours in one position.
  static func choose(kernel: [Int], sharedBy channels: Int, stride: Int, dilation: Int) -> Self {
    guard stride == 1, dilation == 1 else { return .tiles }
    let vectors = ((kernel.last! - 1) * channels + 1).dividedUp(by: 16)
    return vectors < kernel.last! ? .sharedFilterLanes : .tiles
  }

  /// - Parameters:
  ///   - kernel: lengths of the filter.
  ///   - groupInputs, groupOutputs: input and output channels of one group.
  ///   - stride, dilation: along the last axis.
  static func choose(
    kernel: [Int], groups: Int, groupInputs: Int, groupOutputs: Int, stride: Int, dilation: Int
  ) -> WeightGradientRegime {
    let taps = kernel.reduce(1, *)
    let filterRow = kernel.last! * groupInputs
    let filterRows = taps / kernel.last!
    // Vectors of 16 lanes that one output position takes.
    func vectors(_ lanes: Int) -> Int { lanes.dividedUp(by: 16) }
    var choices = [(tiles, groups * taps * groupInputs * vectors(groupOutputs))]
    if groups > 1 {
      let outputs = groups * groupOutputs
      // Two inputs are put into their lanes in the time of a vector's products.
      let spreading = groupInputs * groupOutputs > 1 ? groupInputs * outputs / 2 : 0
      choices.append((channelLanes, taps * groupInputs * vectors(outputs) + spreading))
      if groupInputs * groupOutputs == 1, dilation == 1 {
        // dOutput has to be spread out for it, which costs about as much as another filter row.
        choices.append(
          (channelFilterLanes, (filterRows + 1) * vectors(kernel.last! * groups)))
      }
    }
    if groups == 1, dilation == 1 {
      let byBlocks = blockCost(
        inputRows: Double(filterRows), inputs: stride * groupInputs, outputs: groupOutputs,
        products: filterRows * filterRow * groupOutputs, lanes: 16)
      choices.append(
        (filterLanes, min(groupOutputs * filterRows * vectors(filterRow), Int(byBlocks + 1))))
    }
    return choices.min { $0.1 < $1.1 }!.0
  }

  /// About how many cycles one position takes where several blocks are taken at once, a lane for
  /// each.
  ///
  /// - Parameters:
  ///   - inputRows: rows of the input that are put side by side for an output row: each filter row's
  ///     own, or those that filter rows share.
  ///   - inputs, outputs: elements of such a row, and of dOutput, that are new at a position.
  ///   - products: of a position.
  ///   - lanes: of a vector.
  static func blockCost(
    inputRows: Double, inputs: Int, outputs: Int, products: Int, lanes: Int
  ) -> Double {
    0.5 * (inputRows * Double(inputs) + Double(outputs)) + 1.1 * Double(products) / Double(lanes)
  }

  /// The same where the blocks are taken one after the other: a position's sums wait for those of
  /// the position before, and vectors that reach into another line of the cache are loaded twice.
  ///
  /// - Parameters:
  ///   - matrices, rows, columns: of sums.
  ///   - lanes, vectorBytes: of a vector.
  func stepCost(
    matrices: Int, rows: Int, columns: Int, lanes: Int, vectorBytes: Int
  ) -> Double {
    // Spreading dOutput out costs as much as some rows.
    let rows = self == .channelFilterLanes ? rows + 4 : rows
    let loads = Double(rows * columns.dividedUp(by: lanes)) * (vectorBytes > 32 ? 2.5 : 1.75)
    return Double(matrices) * max(4.75, loads)
  }
}
