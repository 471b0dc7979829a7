import ArgumentParser
import TensorCore
import ToolKit

@main
struct Xent: Tool {
  static let configuration = CommandConfiguration(
    commandName: "xent",
    abstract: "Softmax cross-entropy of logits against integer labels.",
    discussion: """
      Logits are rows of classes along the last axis; the other axes may be any. Writes one \
      number for each array: the mean over its rows.
      """,
    version: convpipeVersion)

  @OptionGroup var labels: LabelOptions

  @Flag(help: "Write the share of rows whose largest logit is at the label, instead of the loss.")
  var accuracy = false

  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    var operation = CrossEntropy(accuracy ? .accuracy : .loss, execution: try execution.execution)
    operation.sums = labels.sum
    operation.resultType = try result.elementType
    try labels.run(operation, inputs: input, output: output, execution: execution)
  }
}
