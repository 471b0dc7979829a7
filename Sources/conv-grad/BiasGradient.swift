import ArgumentParser
import TensorCore
import ToolKit

struct BiasGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bias",
    abstract: "dBias: the sum of dOutput over all positions, for each channel.",
    discussion: "Takes the convolution's options, of which only the layout matters here.")

  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
  @OptionGroup var stream: GradientStreamOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    let options = try convolution.options
    let operation = ConvolutionBiasGradient(
      layout: options.layout, resultType: try result.elementType,
      execution: try execution.execution)
    try stream.run(
      inputs: input.paths, output: output.output, verbose: execution.verbose, pairs: nil,
      add: operation.add,
      result: operation.result)
  }
}
