import ArgumentParser
import TensorCore

/// What an average is divided by.
public struct AverageOptions: ParsableArguments {
  @Flag(help: "Divide by the window's positions in the padding too.")
  public var countIncludePad = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Divide by N (default: the number of the window's elements).", valueName: "N"))
  public var divisor: Int?

  public init() {}

  public mutating func validate() throws {
    if let divisor { try OptionValue.check(divisor, in: 1...Int.max, option: "--divisor") }
  }

  /// Says in the options of a pooling what its averages are divided by.
  public func apply(to options: inout PoolingOptions) {
    options.countsPadding = countIncludePad
    options.divisor = divisor
  }
}
