/// The filters of a convolution over data of so many channels, and what their sums start at.
struct FilterBank<Scalar: ComputeScalar>: Sendable {
  let matrices: TapMatrices<Scalar>
  /// Whether `matrices` hold one filter that each channel is filtered with.
  let isPerChannel: Bool
  /// What each output channel starts at; nil: +0.
  let bias: [Scalar]?
  /// Of channels; each channel where it is filtered by itself.
  let groups: Int
  /// Input and output channels of one group.
  var inputs: Int { matrices.inputs }
  let groupOutputs: Int
  /// Output channels of all groups.
  var outputs: Int { groups * groupOutputs }

  /// - Parameter channels: of the data.
  init(
    _ matrices: TapMatrices<Scalar>, isPerChannel: Bool, channels: Int, bias: [Scalar]? = nil
  ) {
    self.matrices = matrices
    self.isPerChannel = isPerChannel
    self.bias = bias
    (groups, groupOutputs) =
      isPerChannel ? (channels, 1) : (matrices.groups, matrices.groupOutputs)
  }

  /// - Parameter input: of the group.
  func weight(tap: Int, input: Int, output: Int) -> Scalar {
    isPerChannel
      ? matrices.elements[tap] : matrices.weight(tap: tap, input: input, output: output)
  }

  /// The weights of one group, `taps · inputs × groupOutputs`.
  func weights(ofGroup group: Int) -> [Scalar] { matrices.group(isPerChannel ? 0 : group) }

  /// What the output channels of one group start at; nil: +0.
  func bias(ofGroup group: Int) -> [Scalar]? {
    bias.map { Array($0[group * groupOutputs..<(group + 1) * groupOutputs]) }
  }

  /// Rows of `period` weights for kernels whose lanes are channels, one for each tap and input of
  /// a group: result `i` of a row takes weight `i mod outputs`.
  func rows(taps chosen: [Int], period: Int) -> [Scalar] {
    isPerChannel
      ? chosen.flatMap { [Scalar](repeating: matrices.elements[$0], count: period) }
      : chosen.flatMap { tap in
        (0..<inputs).flatMap { input in
          (0..<period).map { matrices.weight(tap: tap, input: input, output: $0 % outputs) }
        }
      }
  }

  /// What `period` results of such kernels start at, result `i` as output channel `i mod outputs`.
  func starts(period: Int) -> [Scalar] {
    bias.map { bias in (0..<period).map { bias[$0 % outputs] } }
      ?? [Scalar](repeating: 0, count: period)
  }
}
