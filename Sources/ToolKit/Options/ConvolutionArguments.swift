import ArgumentParser
import TensorCore

/// The geometry options that conv shares with its gradients, im2col and conv-matrix.
public struct ConvolutionArguments: ParsableArguments {
  @OptionGroup public var window: WindowOptions
  @OptionGroup public var layout: LayoutOptions

  @Option(
    help: ArgumentHelp(
      "Order of the weight's axes (default: HWIO and its like; OIHW where the data has C before space).",
      valueName: "LETTERS"))
  public var weightLayout: String?

  @OptionGroup public var pad: PadModeOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Groups of channels that are convolved apart.", valueName: "G"))
  public var groups = 1

  @Flag(help: "Flip the filter along its spatial axes, as in signal processing.")
  public var flip = false

  public init() {}

  public mutating func validate() throws { _ = try options }

  /// - Throws: `UsageError` or `LayoutError` for a value that cannot be meant.
  public var options: ConvolutionOptions {
    get throws {
      let dims = layout.dims
      let weights = try weightLayout.map { try WeightLayout($0, dims: dims) }
      var options = ConvolutionOptions(layout: try layout.dataLayout, weightLayout: weights)
      options.stride = try window.strides(dims: dims) ?? [1]
      options.dilation = try window.dilations(dims: dims)
      options.padding = try window.amounts(dims: dims)
      options.padMode = try pad.mode
      try OptionValue.check(groups, in: 1...OptionValue.largestLength, option: "--groups")
      options.groups = groups
      options.flip = flip
      return options
    }
  }
}
