import ArgumentParser
import TensorCore
import ToolKit

struct InputGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "input",
    abstract: "dInput: dOutput convolved with the flipped filter, multiplication by Ŵᵀ.",
    discussion: """
      With a stride several input sizes give the same output size: --like or --input-shape \
      tells which it was; without them the smallest is taken.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The filters of the convolution: a file with one array.", valueName: "FILE"))
  var weight: String

  @Option(
    help: ArgumentHelp(
      "flip (convolves with the flipped filter) or matrix (forms Ŵ and multiplies by its transpose, for small images with zero padding): both give the same bytes.",
      valueName: "METHOD"))
  var method = "flip"

  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
  @OptionGroup var likeOptions: LikeOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    _ = try chosenMethod
    try StandardInput.requireOnce([("--weight", weight), likeOptions.use] + input.uses)
  }

  private var chosenMethod: ConvolutionMethod {
    get throws {
      try OptionValue.word(
        method, of: [("flip", .auto), ("matrix", .matrix)], option: "--method")
    }
  }

  func run() throws {
    var options = try convolution.options
    options.method = try chosenMethod
    options.resultType = try result.elementType
    let weight = try TensorReader.readOnly(path: weight)
    let likes = try likeOptions.shapes(options.layout)
    let toolExecution = try execution.execution
    let apply: (PendingArray, TensorWriter) throws -> Void
    if transposed.transpose {
      let operation = try Convolution(
        options, weight: weight, transposedSize: try transposed.statedSize(options),
        execution: toolExecution)
      apply = { dOutput, writer in
        try operation.apply(dOutput, to: writer, like: try likes?.next())
      }
    } else {
      let operation = try TransposedConvolution(
        options, weight: weight, execution: toolExecution)
      apply = { dOutput, writer in
        let like = try likes?.next()
        if like == nil, execution.verbose {
          let shape = try operation.resultShape(dOutput.header.shape)
          Messages.note("taking the smallest input that fits: \(shape)")
        }
        try operation.apply(dOutput, to: writer, like: like)
      }
    }
    try StreamLoop.run(
      inputs: input.paths, output: output.output, verbose: execution.verbose,
      atEnd: { _ in try likes?.finish() }, apply)
  }
}
