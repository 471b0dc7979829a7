/// A convolution's weight with what its axes mean, in the order of the taps.
struct Filters: Sendable {
  /// In the order space, I, O; or space only.
  let weight: Tensor
  /// Lengths of the spatial axes.
  let kernel: [Int]
  /// Input channels of one group.
  let inputs: Int
  let outputs: Int
  /// Whether this is one filter that each channel is filtered with.
  let isPerChannel: Bool
  /// Letters and shape of the weight as it is stored.
  let description: String
  private let isFlipped: Bool

  init(_ stored: Tensor, _ options: ConvolutionOptions) throws {
    let layout = options.weightLayout
    let dims = layout.dims
    isFlipped = options.flip
    guard stored.count > 0 else { throw ConvolutionError.emptyWeight(stored.shape) }
    switch stored.shape.rank {
    case dims:
      guard options.groups == 1 else { throw ConvolutionError.groupsPerChannel(options.groups) }
      weight = try stored.permuted(layout.spatialOrder)
      kernel = weight.shape.axes
      (inputs, outputs, isPerChannel) = (1, 1, true)
      description = "\(String(layout.spatialLetters)) \(stored.shape)"
    case dims + 2:
      weight = try stored.permuted(layout.canonicalOrder)
      kernel = Array(weight.shape.axes.prefix(dims))
      (inputs, outputs, isPerChannel) = (weight.shape[dims], weight.shape[dims + 1], false)
      description = "\(layout.name) \(stored.shape)"
      guard outputs % options.groups == 0 else {
        throw ConvolutionError.groups(options.groups, outputs: outputs)
      }
    default: throw LayoutError.weightRank(stored.shape, layout: layout)
    }
  }

  /// Output channels for data of a shape.
  ///
  /// - Throws: `ConvolutionError.inputChannels` if the data has others than the weight takes.
  func outputs(for data: DataShape, groups: Int) throws(ConvolutionError) -> Int {
    if isPerChannel { return data.channelCount }
    guard data.channelCount == inputs * groups else {
      throw .inputChannels(weight: description, inputs: inputs, groups: groups, data: data)
    }
    return outputs
  }

  /// Input channels of all groups, for dOutput of a shape.
  ///
  /// - Throws: `ConvolutionError.outputChannels` if that has others than the weight gives.
  func inputs(for data: DataShape, groups: Int) throws(ConvolutionError) -> Int {
    if isPerChannel { return data.channelCount }
    guard data.channelCount == outputs else {
      throw .outputChannels(weight: description, outputs: outputs, data: data)
    }
    return inputs * groups
  }

  /// The weights in the order in which the chain takes them: flipped if that was asked for.
  func matrices<Scalar: ComputeScalar>(groups: Int, as type: Scalar.Type) -> TapMatrices<Scalar> {
    let stored = Conversion.elements(of: weight, as: type)
    // All spatial axes reversed is the row-major order of taps reversed.
    let matrix = inputs * outputs
    let elements =
      isFlipped
      ? (0..<(stored.count / matrix)).reversed().flatMap {
        stored[($0 * matrix)..<(($0 + 1) * matrix)]
      } : stored
    return TapMatrices(elements: elements, groups: groups, inputs: inputs, outputs: outputs)
  }

  /// The filters of a convolution of data with so many channels, or of its adjoint.
  ///
  /// - Parameter bias: one value a channel of the result; nil: +0.
  func bank<Scalar: ComputeScalar>(
    isAdjoint: Bool = false, groups: Int, channels: Int, bias: [Scalar]? = nil
  ) -> FilterBank<Scalar> {
    let matrices = matrices(groups: groups, as: Scalar.self)
    return FilterBank(
      isAdjoint ? matrices.adjoint() : matrices, isPerChannel: isPerChannel, channels: channels,
      bias: bias)
  }
}
