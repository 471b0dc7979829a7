import ArgumentParser
import TensorCore

/// How many spatial axes there are.
public struct DimsOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Number of spatial axes: 1, 2 or 3.", valueName: "D"))
  public var dims = 2

  public init() {}

  public mutating func validate() throws {
    try OptionValue.check(dims, in: 1...3, option: "--dims")
  }
}
