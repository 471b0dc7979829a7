import ArgumentParser
import TensorCore
import ToolKit

@main
struct Pool: Tool {
  static let configuration = CommandConfiguration(
    commandName: "pool",
    abstract: "Pool each channel of each array of a stream over windows.",
    version: convpipeVersion,
    subcommands: [Max.self, Average.self])
}

/// Windows of each array of the input streams become results of the output stream.
private func pool(
  _ options: PoolingOptions, _ explaining: ExplainOptions, _ execution: ExecutionOptions,
  _ input: InputArguments, _ output: OutputOption
) throws {
  let operation = Pooling(options, execution: try execution.execution)
  if explaining.explain {
    try explaining.run(options.layout, inputs: input.paths, output: output) {
      try operation.explanation($0, $1, after: $2)
    }
    return
  }
  var notes = ExplanationNotes(isOn: execution.verbose, tool: "pool")
  try StreamLoop.run(inputs: input.paths, output: output.output) { header, reader, writer in
    try notes.tell(header) { try operation.explanation($0, $1) }
    try operation.apply(header, from: reader, to: writer)
  }
}

struct Max: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The largest element of each window; a NaN wins.")

  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var explaining: ExplainOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws { try pool(try pooling.options(.max), explaining, execution, input, output) }
}

struct Average: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The mean of each window.",
    discussion: """
      By default the sum is divided by the number of the input's elements in the window, as \
      ONNX and TensorFlow do; PyTorch counts padding too unless told not to.
      """)

  @OptionGroup var pooling: PoolingArguments

  @OptionGroup var divisor: AverageOptions
  @OptionGroup var explaining: ExplainOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    var options = try pooling.options(.average)
    divisor.apply(to: &options)
    try pool(options, explaining, execution, input, output)
  }
}
