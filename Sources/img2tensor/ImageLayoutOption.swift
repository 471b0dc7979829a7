import ArgumentParser
import TensorCore
import ToolKit

/// What the axes of arrays of pixels mean.
struct ImageLayoutOption: ParsableArguments {
  @Option(
    name: .customLong("layout"),
    help: ArgumentHelp(
      "Order of the data's axes; N, or N and C, may be missing.",
      valueName: "LETTERS"))
  var name = "NHWC"

  mutating func validate() throws { _ = try layout }

  var layout: DataLayout {
    get throws { try DataLayout(name, dims: 2) }
  }
}
