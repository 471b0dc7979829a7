import ArgumentParser
import TensorCore

/// What cross-entropy and its gradient share: the labels, and what becomes of the rows.
public struct LabelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The labels: an array of integers for each array of logits, one for each of its rows.",
      valueName: "FILE"))
  public var labels: String

  @Flag(help: "Sum over the rows instead of taking the mean.")
  public var sum = false

  public init() {}

  /// Applies `operation` to each array of the inputs, with its labels.
  public func run(
    _ operation: CrossEntropy, inputs: InputArguments, output: OutputOption,
    execution: ExecutionOptions
  ) throws {
    try StandardInput.requireOnce(inputs.uses + [("--labels", labels)])
    let pairs = try PairedStream(path: labels)
    try StreamLoop.run(
      inputs: inputs.paths, output: output.output, verbose: execution.verbose,
      atEnd: { _ in try pairs.finish() }
    ) { logits, writer in
      try operation.apply(
        logits, labels: try pairs.next().reader.readTensor(), to: writer)
    }
  }
}
