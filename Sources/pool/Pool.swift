import ArgumentParser
import TensorCore
import ToolKit

@main
struct Pool: Tool {
  static let configuration = CommandConfiguration(
    commandName: "pool",
    abstract: "Pool each channel of each array of a stream over windows.",
    version: convpipeVersion,
    subcommands: [Max.self, Min.self, Average.self, Powers.self, Unpool.self])
}

/// What all modes share.
struct PoolingStream: ParsableArguments {
  @OptionGroup var explaining: ExplainOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  /// Windows of each array of the input streams become results of the output stream.
  func run(_ options: PoolingOptions, indices: IndexOptions? = nil) throws {
    let operation = Pooling(options, execution: try execution.execution)
    if explaining.explain {
      try explaining.run(options.layout, inputs: input.paths, output: output) {
        try operation.explanation($0, $1, after: $2)
      }
      return
    }
    var notes = ExplanationNotes(isOn: execution.verbose)
    let indexOutput = try indices?.output(besides: output)
    try StreamLoop.run(
      inputs: input.paths, output: output.output,
      atEnd: { _ in try indexOutput?.writer.finish() }
    ) { array, writer in
      try notes.tell(array.header) { try operation.explanation($0, $1) }
      try operation.apply(array, to: writer, indices: indexOutput)
    }
  }
}

struct Max: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The largest element of each window, the first of equals; a NaN wins.")

  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var indexOptions: IndexOptions
  @OptionGroup var stream: PoolingStream

  func run() throws { try stream.run(try pooling.options(.max), indices: indexOptions) }
}

struct Min: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The smallest element of each window, the first of equals; a NaN wins.")

  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var indexOptions: IndexOptions
  @OptionGroup var stream: PoolingStream

  func run() throws { try stream.run(try pooling.options(.min), indices: indexOptions) }
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
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var stream: PoolingStream

  func run() throws {
    var options = try pooling.options(.average)
    divisor.apply(to: &options)
    options.resultType = try result.elementType
    try stream.run(options)
  }
}

struct Powers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lp",
    abstract: "(Σ|x|^p)^(1/p) over each window.",
    discussion: "ONNX takes magnitudes too; PyTorch does not, and differs where x is below 0.")

  @OptionGroup var power: PowerOption
  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var stream: PoolingStream

  func run() throws {
    var options = try pooling.options(.lp)
    options.power = power.p
    options.resultType = try result.elementType
    try stream.run(options)
  }
}
