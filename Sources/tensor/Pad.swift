import ArgumentParser
import TensorCore
import ToolKit

struct Pad: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add elements around each array along its spatial axes.",
    discussion: """
      The padding is that of conv, by the same modes. Elements keep their type and their bits; \
      with mean, or a constant that the type does not hold, the result is float32, or float64 \
      where elements are computed in it.
      """)

  @OptionGroup var amount: PadAmountOption
  @OptionGroup var pad: PadModeOption
  @OptionGroup var layout: LayoutOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    _ = try amount.amounts(dims: layout.dims)
    _ = try pad.mode
  }

  func run() throws {
    let padding = ArrayPadding(
      try amount.amounts(dims: layout.dims), mode: try pad.mode, layout: try layout.dataLayout,
      execution: try execution.execution)
    try StreamLoop.run(inputs: input.paths, output: output.output, verbose: execution.verbose) {
      array, writer in
      try padding.apply(array, to: writer)
    }
  }
}
