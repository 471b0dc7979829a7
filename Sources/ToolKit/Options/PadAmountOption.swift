import ArgumentParser
import TensorCore

/// How much is added around an array, where no window says what would be enough.
public struct PadAmountOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Elements to add: a number, one an axis, or before:after an axis, such as 0:1,2:2.",
      valueName: "P"))
  public var padding: String

  public init() {}

  /// - Throws: `UsageError`, also for amounts that only a window gives a size.
  public func amounts(dims: Int) throws -> Padding {
    .amounts(
      try OptionValue.amounts(
        padding, dims: dims, expected: "numbers such as 1 or 1,2 or 0:1,2:2"))
  }
}
