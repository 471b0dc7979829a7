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
    subcommands: [
      MaxGradient.self, MinGradient.self, AverageGradient.self, PowersGradient.self,
    ])
}

/// What all modes share.
struct GradientStream: ParsableArguments {
  @OptionGroup var origin: GradientOrigin
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  /// Each dOutput of the input streams becomes a gradient of the output stream.
  func run(_ options: PoolingOptions, indices indexOptions: IndexOptions? = nil) throws {
    try StandardInput.requireOnce(
      origin.uses + [indexOptions?.use].compactMap(\.self) + input.uses)
    let operation = PoolingGradient(
      options, resultType: try result.elementType, execution: try execution.execution)
    let arrays = try origin.inputs()
    let indices = try indexOptions?.arrays()
    let likes = try origin.likeOptions.shapes(options.layout)
    try StreamLoop.run(
      inputs: input.paths, output: output.output, verbose: execution.verbose,
      atEnd: { _ in
        try arrays?.finish()
        try indices?.finish()
        try likes?.finish()
      }
    ) { dOutput, writer in
      let from: PoolingGradient.Origin =
        if let arrays {
          .input(try arrays.next())
        } else if let indices, let indexOptions {
          .indices(try indices.next(), like: try likes!.next(), try indexOptions.origin)
        } else {
          .shape(try likes!.next())
        }
      try operation.apply(dOutput, from, to: writer)
    }
  }
}

/// The options of a choice's gradient.
struct ChoiceArguments: ParsableArguments {
  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var indexOptions: IndexOptions
  @OptionGroup var stream: GradientStream

  mutating func validate() throws {
    let origin = stream.origin
    guard (origin.data != nil) != (indexOptions.indices != nil) else {
      throw UsageError(
        "--input or --indices is needed, one of them: where the windows' results came from")
    }
    guard indexOptions.indices == nil || origin.likeOptions.isGiven else {
      throw UsageError("--indices needs --like or --input-shape: the shape of the input")
    }
    guard origin.data == nil || !origin.likeOptions.isGiven else {
      throw UsageError("--input states the input's shape, --like and --input-shape cannot")
    }
  }

  func run(_ mode: PoolingMode) throws {
    try stream.run(try pooling.options(mode), indices: indexOptions)
  }
}

struct MaxGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "max",
    abstract: "Each dOutput goes to the element that is its window's maximum.",
    discussion: """
      The maximum is looked for in --input again, the first of equals, or is where --indices \
      says. Arrays go in pairs.
      """)

  @OptionGroup var arguments: ChoiceArguments

  func run() throws { try arguments.run(.max) }
}

struct MinGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "min",
    abstract: "Each dOutput goes to the element that is its window's minimum.",
    discussion: "As max, with the smallest element.")

  @OptionGroup var arguments: ChoiceArguments

  func run() throws { try arguments.run(.min) }
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
  @OptionGroup var stream: GradientStream

  mutating func validate() throws {
    guard (stream.origin.data != nil) != stream.origin.likeOptions.isGiven else {
      throw UsageError("--input, --like or --input-shape is needed, one of them")
    }
  }

  func run() throws {
    var options = try pooling.options(.average)
    divisor.apply(to: &options)
    try stream.run(options)
  }
}

struct PowersGradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lp",
    abstract: "Each dOutput times z^(1−p) and sign(x)·|x|^(p−1), 0 where z or x is 0.",
    discussion: "The elements x come from --input, whose arrays go in pairs with dOutput's.")

  @OptionGroup var power: PowerOption
  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var stream: GradientStream

  mutating func validate() throws {
    guard stream.origin.data != nil, !stream.origin.likeOptions.isGiven else {
      throw UsageError(
        "--input is needed, without --like and --input-shape: the gradient depends on its elements")
    }
  }

  func run() throws {
    var options = try pooling.options(.lp)
    options.power = power.p
    try stream.run(options)
  }
}
