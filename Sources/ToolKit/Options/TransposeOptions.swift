import ArgumentParser
import TensorCore

/// Transposed convolution, of conv and its gradients.
public struct TransposeOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Transposed convolution: the adjoint of the convolution with these options and this weight. The data has the weight's O channels, the result I × groups."
    ))
  public var transpose = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --transpose: how much longer than necessary the result is, one number an axis or one for all (default: 0).",
      valueName: "E"))
  public var outputPadding: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --transpose: the lengths of the result's spatial axes.", valueName: "L"))
  public var outputSize: String?

  public init() {}

  public mutating func validate() throws {
    if !transpose,
      let option = outputPadding.map({ _ in "--output-padding" })
        ?? outputSize.map({ _ in "--output-size" })
    {
      throw UsageError("\(option) belongs to --transpose")
    }
    if outputPadding != nil, outputSize != nil {
      throw UsageError(
        "--output-padding and --output-size both state the result's size, expected one")
    }
  }

  /// The size that the result of a transposed convolution was given, for its gradients; nil if none was.
  ///
  /// - Throws: as `size`.
  public func statedSize(_ options: ConvolutionOptions) throws -> AdjointSize? {
    guard transpose else { return nil }
    let size = try size(options)
    return outputPadding == nil && outputSize == nil ? nil : size
  }

  /// Which size the result of a transposed convolution has.
  ///
  /// - Throws: `UsageError` for a value that cannot be meant, or options that transposed
  ///   convolution does not have.
  public func size(_ options: ConvolutionOptions) throws -> AdjointSize {
    let dims = options.layout.dims
    guard options.padMode == .zero else {
      throw UsageError(
        "--transpose has pad mode zero only, got \(options.padMode.name)",
        hint: "conv-grad input is the adjoint under the other pad modes")
    }
    if let outputSize {
      return .spatial(
        try OptionValue.perAxis(outputSize, option: "--output-size", dims: dims))
    }
    guard let outputPadding else { return .transposed(outputPadding: [0]) }
    let extra = try OptionValue.perAxis(
      outputPadding, option: "--output-padding", dims: dims, least: 0)
    for axis in 0..<dims {
      let limit = max(options.stride.along(axis), options.dilation.along(axis))
      guard extra[axis] < limit else {
        throw UsageError(
          "--output-padding must be less than the larger of stride and dilation, \(limit) along \(DataLayout.spatialLetters(dims: dims)[axis]), got \(extra[axis])"
        )
      }
    }
    return .transposed(outputPadding: extra)
  }
}
