/// What the result's channels start at.
enum ConvolutionBias {
  /// - Parameter channels: of the result; nil where only the data will tell.
  /// - Throws: `ConvolutionError.bias` unless there is one value for each.
  static func check(_ bias: Tensor?, channels: Int?) throws(ConvolutionError) {
    guard let bias else { return }
    guard bias.shape.rank == 1, channels == nil || bias.count == channels else {
      throw .bias(bias.shape, outputs: channels)
    }
  }

  /// The values, one for each of `channels`.
  ///
  /// - Throws: as `check`.
  static func elements<Scalar: ComputeScalar>(
    _ bias: Tensor?, channels: Int
  ) throws(ConvolutionError) -> [Scalar]? {
    try check(bias, channels: channels)
    return bias.map { Conversion.elements(of: $0, as: Scalar.self) }
  }
}
