import ArgumentParser
import TensorCore

/// What the axes of arrays of pixels mean.
public struct ImageLayoutOption: ParsableArguments {
  @Option(
    name: .customLong("layout"),
    help: ArgumentHelp(
      "Order of the data's axes (default: NHWC). N, or N and C, may be missing.",
      valueName: "LETTERS"))
  public var name = "NHWC"

  public init() {}

  public mutating func validate() throws { _ = try layout }

  public var layout: DataLayout {
    get throws { try DataLayout(name, dims: 2) }
  }
}
