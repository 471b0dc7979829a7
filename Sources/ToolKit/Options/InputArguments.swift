import ArgumentParser
import TensorCore

/// The main stream of a tool: files one after the other, or standard input.
public struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Streams to read, one after the other; - or none: standard input.", valueName: "FILE"))
  public var inputs: [String] = []

  public init() {}

  /// The paths to read, `-` for standard input.
  public var paths: [String] { inputs.isEmpty ? ["-"] : inputs }
}
