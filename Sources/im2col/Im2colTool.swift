import ArgumentParser
import TensorCore
import ToolKit

@main
struct Im2colTool: Tool {
  static let configuration = CommandConfiguration(
    commandName: "im2col",
    abstract: "Form the patch matrix of each array of a stream.",
    discussion: """
      Row p of the matrix holds the elements under the window at output position p, so that \
      its product with the flattened weights is the convolution. Columns are in the order in \
      which the weight layout flattens a filter: kernel height, kernel width, channel by \
      default; channel, kernel height, kernel width with --layout NCHW. With --groups the channels of \
      all groups lie side by side: the filters of each group take its own. An array with a batch \
      gives one matrix an image. Elements keep their type and their bits.
      """,
    version: convpipeVersion)

  @OptionGroup var patches: PatchArguments
  @OptionGroup var result: CopyTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    var options = try patches.convolution.options
    options.resultType = try result.elementType
    let operation = Im2col(
      options, kernel: try patches.kernelSize, execution: try execution.execution)
    try StreamLoop.run(inputs: input.paths, output: output.output, verbose: execution.verbose) {
      array, writer in
      try operation.apply(array, to: writer)
    }
  }
}
