import ArgumentParser
import ToolKit

@main
struct ConvGrad: Tool {
  static let configuration = CommandConfiguration(
    commandName: "conv-grad",
    abstract: "The gradients of convolution, from the gradient of its output.",
    discussion: """
      Reads dOutput, the gradient of a loss for what conv gave, and writes the gradient for \
      conv's input, weight or bias. Takes the options that conv was given.
      """,
    version: convpipeVersion,
    subcommands: [InputGradient.self, WeightGradient.self, BiasGradient.self])
}
