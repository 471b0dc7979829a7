import ArgumentParser
import TensorCore
import ToolKit

struct WeightGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weight",
    abstract: "dWeight: dOutput multiplied by the transposed im2col matrix of the input.",
    discussion: """
      The arrays of dOutput and of --input go in pairs. Sums run over output positions in \
      blocks of 1024 that are added in float64, so that gradients over large images are exact \
      where a plain float32 sum would stall.
      """)

  @Option(
    name: .customLong("input"),
    help: ArgumentHelp("What the convolution was given: a stream of arrays.", valueName: "FILE"))
  var data: String

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: ArgumentHelp(
      "Size of the filter, one number an axis or one for all.", valueName: "K"))
  var kernel: String

  @Flag(help: "The filter has spatial axes only and serves each channel by itself.")
  var perChannel = false

  @Option(
    help: ArgumentHelp(
      "direct, im2col (forms the patch matrix X and multiplies by its transpose) or matrix (one with a column for each weight, for small sizes): all give the same bytes.",
      valueName: "METHOD"))
  var method = "direct"

  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
  @OptionGroup var stream: GradientStreamOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    _ = try lengths()
    _ = try chosenMethod
    try StandardInput.requireOnce([("--input", data)] + input.uses)
  }

  private var chosenMethod: WeightGradientMethod {
    get throws {
      try OptionValue.word(
        method, of: WeightGradientMethod.allCases.map { ($0.rawValue, $0) }, option: "--method")
    }
  }

  private func lengths() throws -> [Int] {
    try OptionValue.perAxis(kernel, option: "--kernel", dims: convolution.layout.dims)
  }

  func run() throws {
    var options = try convolution.options
    options.resultType = try result.elementType
    let operation = try ConvolutionWeightGradient(
      options, kernel: try lengths(), isPerChannel: perChannel,
      isTransposed: transposed.transpose, transposedSize: try transposed.statedSize(options),
      method: try chosenMethod,
      execution: try execution.execution)
    let pairs = try PairedStream(path: data)
    try stream.run(
      inputs: input.paths, output: output.output, verbose: execution.verbose, pairs: pairs,
      add: { try operation.add(input: try pairs.next(), dOutput: $0) },
      result: operation.result)
  }
}
