import ArgumentParser
import TensorCore
import ToolKit

@main
struct PoolGrad: Tool {
  static let configuration = CommandConfiguration(
    commandName: "pool-grad",
    abstract: "The gradient of pooling for its input, from the gradient of its output.",
    discussion: """
      Reads dOutput, the gradient of a loss for what pool gave, and writes the gradient for \
      pool's input. Takes the options that pool was given.
      """,
    version: convpipeVersion,
    subcommands: [MaxGradient.self, AverageGradient.self])
}

struct MaxGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "max",
    abstract: "Each dOutput goes to the element that is its window's maximum.",
    discussion: """
      The maximum is looked for in --input again, the first of equals, or is where --indices \
      says. Arrays go in pairs.
      """)

  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var origin: GradientOrigin
  @OptionGroup var indexOptions: IndexOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    guard (origin.data != nil) != (indexOptions.indices != nil) else {
      throw UsageError(
        "--input or --indices is needed, one of them: where the windows' results came from")
    }
    guard indexOptions.indices == nil || origin.hasShape else {
      throw UsageError("--indices needs --like or --input-shape: the shape of the input")
    }
    guard origin.data == nil || !origin.hasShape else {
      throw UsageError("--input states the input's shape, --like and --input-shape cannot")
    }
  }

  func run() throws {
    try writeGradients(
      try pooling.options(.max), origin, indexOptions, result, execution, output, input)
  }
}

struct AverageGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "average",
    abstract: "Each dOutput, divided by its window's count, goes to all of the window.",
    discussion: """
      Needs the input's shape only: from --input, --like or --input-shape.
      """)

  @OptionGroup var pooling: PoolingArguments

  @OptionGroup var divisor: AverageOptions
  @OptionGroup var origin: GradientOrigin
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    guard (origin.data != nil) != origin.hasShape else {
      throw UsageError("--input, --like or --input-shape is needed, one of them")
    }
  }

  func run() throws {
    var options = try pooling.options(.average)
    divisor.apply(to: &options)
    try writeGradients(options, origin, nil, result, execution, output, input)
  }
}

/// The stream loop of all modes.
private func writeGradients(
  _ options: PoolingOptions, _ origin: GradientOrigin, _ indexOptions: IndexOptions?,
  _ result: ResultTypeOption, _ execution: ExecutionOptions, _ output: OutputOption,
  _ input: InputArguments
) throws {
  let operation = PoolingGradient(
    options, resultType: try result.elementType, execution: try execution.execution)
  let arrays = try origin.inputs(besides: input.paths)
  let indices = try indexOptions?.arrays(besides: input.paths)
  let likes = try origin.likeOptions.shapes(options.layout, besides: input.paths)
  try StreamLoop.run(
    inputs: input.paths, output: output.output,
    atEnd: { _ in
      try arrays?.finish()
      try indices?.finish()
      try likes?.finish()
    }
  ) { header, reader, writer in
    let from: PoolingGradient.Origin =
      if let arrays {
        .input(try arrays.next())
      } else if let indices, let indexOptions {
        .indices(try indices.next(), like: try likes!.next(), try indexOptions.origin)
      } else {
        .shape(try likes!.next())
      }
    try operation.apply(PendingArray(header, reader), from, to: writer)
  }
}
