import ArgumentParser
import TensorCore
import ToolKit

struct Unpool: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put results back where they came from, and 0 elsewhere.",
    discussion: """
      Takes the options of the pooling that wrote --indices, and the shape of its input from \
      --like or --input-shape. Where windows overlap and name one element, the last of their \
      values stays.
      """)

  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var indexOptions: IndexOptions
  @OptionGroup var likeOptions: LikeOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    guard indexOptions.indices != nil else {
      throw UsageError("--indices is needed: where the results came from")
    }
    guard likeOptions.isGiven else {
      throw UsageError("--like or --input-shape is needed: the shape of the pooling's input")
    }
    try StandardInput.requireOnce([indexOptions.use, likeOptions.use] + input.uses)
  }

  func run() throws {
    let options = try pooling.options(.max)
    let operation = Unpooling(options, execution: try execution.execution)
    let origin = try indexOptions.origin
    let indices = try indexOptions.arrays()!
    let likes = try likeOptions.shapes(options.layout)!
    try StreamLoop.run(
      inputs: input.paths, output: output.output, verbose: execution.verbose,
      atEnd: { _ in
        try indices.finish()
        try likes.finish()
      }
    ) { values, writer in
      try operation.apply(
        values, indices: try indices.next(), origin,
        input: try likes.next(), to: writer)
    }
  }
}
