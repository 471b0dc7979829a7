import ArgumentParser
import TensorCore

/// The main stream of a tool: files one after the other, or standard input.
public struct InputArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Streams to read, one after the other; - or none: standard input.", valueName: "FILE"))
  public var inputs: [String] = []

  // For the help: ProgressDisplay takes it out of the command line before this is parsed.
  @Flag(
    inversion: .prefixedNo,
    help:
      "Tell how far the work has come (default: at a terminal, after two seconds)."
  )
  public var progress: Bool?

  public init() {}

  public mutating func validate() throws { try StandardInput.requireOnce(uses) }

  /// The paths to read, `-` for standard input.
  public var paths: [String] { inputs.isEmpty ? ["-"] : inputs }

  /// What this reads, for tools that read more.
  public var uses: [StandardInput.Use] { StandardInput.main(paths) }
}
