import ArgumentParser
import TensorCore

/// The options of patch matrices: those of a convolution, and the window's size.
public struct PatchArguments: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: ArgumentHelp("Size of the window, one number an axis or one for all.", valueName: "K"))
  public var kernel: String

  @OptionGroup public var convolution: ConvolutionArguments

  public init() {}

  public mutating func validate() throws { _ = try kernelSize }

  /// - Throws: `UsageError` for a value that cannot be meant.
  public var kernelSize: [Int] {
    get throws {
      try OptionValue.perAxis(
        kernel, option: "--kernel", dims: convolution.layout.dims)
    }
  }
}
