import ArgumentParser
import TensorCore
import ToolKit

/// The order of the axes of the arrays that are made.
struct ImageLayoutOption: ParsableArguments {
  @Option(
    name: .customLong("layout"),
    help: ArgumentHelp(
      "Order of the arrays' axes, such as NCHW or CHW; only batches have N.",
      valueName: "LETTERS"))
  var name = "NHWC"

  mutating func validate() throws { _ = try layout }

  var layout: DataLayout {
    get throws { try DataLayout(name, dims: 2) }
  }
}
