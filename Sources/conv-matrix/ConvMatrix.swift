import ArgumentParser
import TensorCore
import ToolKit

@main
struct ConvMatrix: Tool {
  static let configuration = CommandConfiguration(
    commandName: "conv-matrix",
    abstract: "Write a convolution as the dense matrix Ŵ with z = Ŵ·x.",
    discussion: """
      Rows are the elements of the result, columns those of the input, both flattened in the \
      order of their arrays; the matrix of the gradient is the transpose. Nothing is read but \
      the weight and the input's shape: --input-shape, or --like, which gives one matrix for \
      each array of its file. A matrix has at most 67108864 elements. Padding with a constant \
      other than 0 is no matrix.
      """,
    version: convpipeVersion)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The filters: a file with one array.", valueName: "FILE"))
  var weight: String

  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var like: LikeOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption

  mutating func validate() throws {
    try StandardInput.requireOnce([("--weight", weight), like.use])
  }

  func run() throws {
    var options = try convolution.options
    options.resultType = try result.elementType
    guard let shapes = try like.shapes(options.layout) else {
      throw UsageError("--input-shape or --like is needed: the shape of the convolution's input")
    }
    let operation = try ToeplitzMatrix(
      options, weight: try TensorReader.readOnly(path: weight))
    let writer = try TensorWriter(path: output.output)
    StreamNotes(isOn: execution.verbose).tellResults(of: writer)
    try shapes.forEach { try operation.write($0, to: writer) }
    try writer.finish()
  }
}
