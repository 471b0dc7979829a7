import ArgumentParser
import TensorCore

/// The type of results whose own type depends on what is computed.
public struct ReducedTypeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Type of the results in the place of the one that the description says. Rounded to nearest, ties to even; integers saturate.",
      valueName: "TYPE"))
  public var dtype: String?

  public init() {}

  public mutating func validate() throws { _ = try elementType }

  /// The type asked for; nil without the option.
  ///
  /// - Throws: `UsageError` for a name that is no type.
  public var elementType: ElementType? {
    get throws { try dtype.map { try OptionValue.elementType($0, option: "--dtype") } }
  }
}
