import ArgumentParser
import TensorCore

/// What padding holds, of every tool that pads.
public struct PadModeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the padding holds: zero, constant:V, reflect, symmetric, replicate, circular or mean.",
      valueName: "MODE"))
  public var padMode = "zero"

  public init() {}

  /// - Throws: `UsageError` for a mode that there is not.
  public var mode: PadMode { get throws { try OptionValue.padMode(padMode) } }
}
