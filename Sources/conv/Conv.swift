import ArgumentParser
import TensorCore
import ToolKit

@main
struct Conv: Tool {
  static let configuration = CommandConfiguration(
    commandName: "conv",
    abstract: "Convolve each array of a stream with filters.",
    discussion: """
      Data is N×H×W×C, H×W×C or H×W, weights are kernel height × kernel width × input \
      channels × output channels; --layout and --weight-layout change that. A weight with \
      spatial axes only is applied to each channel by itself. Results do not depend on the \
      machine, the number of threads, or on how the data arrives.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The filters: a file with one array.", valueName: "FILE"))
  var weight: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What each output channel starts at: a file with one array.", valueName: "FILE"))
  var bias: String?

  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    var options = try convolution.options
    options.resultType = try result.elementType
    let weight = try TensorReader.readOnly(path: weight)
    let bias = try bias.map { try TensorReader.readOnly(path: $0) }
    let execution = try execution.execution
    if transposed.transpose {
      let size = try transposed.size(options)
      let operation = try TransposedConvolution(
        options, weight: weight, bias: bias, execution: execution)
      try StreamLoop.run(inputs: input.paths, output: output.output) { header, reader, writer in
        try operation.apply(header, from: reader, to: writer, size: size)
      }
    } else {
      let operation = try Convolution(options, weight: weight, bias: bias, execution: execution)
      try StreamLoop.run(inputs: input.paths, output: output.output) { header, reader, writer in
        try operation.apply(header, from: reader, to: writer)
      }
    }
  }
}
