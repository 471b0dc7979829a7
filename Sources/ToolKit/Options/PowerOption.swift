import ArgumentParser
import TensorCore

/// The p of pooling by powers.
public struct PowerOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The power, a number larger than 0.", valueName: "P"))
  public var p = 2.0

  public init() {}

  public mutating func validate() throws {
    guard p > 0, p.isFinite else {
      throw UsageError("--p expects a finite number larger than 0, got \(p)")
    }
  }
}
