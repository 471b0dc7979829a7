import ArgumentParser
import TensorCore
import ToolKit

@main
struct XentGrad: Tool {
  static let configuration = CommandConfiguration(
    commandName: "xent-grad",
    abstract: "The gradient of softmax cross-entropy for the logits.",
    discussion: """
      Takes what xent takes, and writes softmax minus one at the label, divided by the number \
      of rows, in the shape of the logits.
      """,
    version: convpipeVersion)

  @OptionGroup var labels: LabelOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    var operation = CrossEntropy(.gradient, execution: try execution.execution)
    operation.sums = labels.sum
    operation.resultType = try result.elementType
    try labels.run(operation, inputs: input, output: output, execution: execution)
  }
}
