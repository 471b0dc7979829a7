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
      """,
    version: convpipeVersion)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The filters: a file with one array.", valueName: "FILE"))
  var weight: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What each output channel starts at: a file with one array.", valueName: "FILE"))
  var bias: String?

  @Option(
    help: ArgumentHelp(
      "auto, direct, im2col (forms the patch matrix) or matrix (forms the Toeplitz matrix, for small images): all give the same bytes. winograd and winograd-2x2, for 3×3 kernels, are faster and less exact.",
      valueName: "METHOD"))
  var method = "auto"

  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var explaining: ExplainOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    _ = try chosenMethod
    // Where a shape is explained no data is read.
    let data = explaining.shape.inputShape == nil ? input.uses : []
    try StandardInput.requireOnce([("--weight", weight), ("--bias", bias)] + data)
  }

  private var chosenMethod: ConvolutionMethod {
    get throws {
      let chosen = try OptionValue.word(
        method, of: ConvolutionMethod.allCases.map { ($0.rawValue, $0) }, option: "--method")
      guard chosen == .auto || chosen == .direct || !transposed.transpose else {
        throw UsageError("--method \(method) is for convolution, got --transpose")
      }
      guard !explaining.explain || !transposed.transpose else {
        throw UsageError("--explain is for convolution, got --transpose")
      }
      return chosen
    }
  }

  func run() throws {
    var options = try convolution.options
    options.method = try chosenMethod
    options.resultType = try result.elementType
    let weight = try TensorReader.readOnly(path: weight)
    let bias = try bias.map { try TensorReader.readOnly(path: $0) }
    let execution = try execution.execution
    if transposed.transpose {
      let size = try transposed.size(options)
      let operation = try TransposedConvolution(
        options, weight: weight, bias: bias, execution: execution)
      let verbose = self.execution.verbose
      try StreamLoop.run(inputs: input.paths, output: output.output, verbose: verbose) {
        array, writer in
        try operation.apply(array, to: writer, size: size)
      }
    } else {
      try convolve(try Convolution(options, weight: weight, bias: bias, execution: execution))
    }
  }

  private func convolve(_ operation: Convolution) throws {
    if explaining.explain {
      try explaining.run(operation.options.layout, inputs: input.paths, output: output) {
        try operation.explanation($0, $1, after: $2)
      }
      return
    }
    var notes = ExplanationNotes(isOn: execution.verbose)
    try StreamLoop.run(inputs: input.paths, output: output.output) { array, writer in
      try notes.tell(array.header) { try operation.explanation($0, $1) }
      try operation.apply(array, to: writer)
    }
  }
}
