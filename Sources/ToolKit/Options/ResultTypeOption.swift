import ArgumentParser
import TensorCore

/// The element type of a tool's results.
public struct ResultTypeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Type of the results: bool, int8 to int64, uint8 to uint64, float16, float32 or float64 (default: float32, or float64 for float64 and for integers of 32 and 64 bits). Rounded to nearest, ties to even; integers saturate.",
      valueName: "TYPE"))
  public var dtype: String?

  public init() {}

  public mutating func validate() throws { _ = try elementType }

  /// The type asked for; nil: the one that results are computed in.
  ///
  /// - Throws: `UsageError` for a name that is no type.
  public var elementType: ElementType? {
    get throws { try dtype.map { try OptionValue.elementType($0, option: "--dtype") } }
  }
}
