import ArgumentParser
import TensorCore

/// Where a tool's result goes.
public struct OutputOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to FILE instead of standard output: whole or not at all.", valueName: "FILE"))
  public var output: String?

  public init() {}
}
