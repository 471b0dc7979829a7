import ArgumentParser
import TensorCore
import ToolKit

@main
struct Col2imTool: Tool {
  static let configuration = CommandConfiguration(
    commandName: "col2im",
    abstract: "Add patch matrices up into images: the adjoint of im2col.",
    discussion: """
      Each element of a matrix is added onto the element of the image that im2col with the \
      same options would have copied it from. The image's shape comes from --input-shape or \
      from an array with --like; it may leave out the batch.
      """,
    version: convpipeVersion)

  @OptionGroup var patches: PatchArguments
  @OptionGroup var like: LikeOptions
  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws { try StandardInput.requireOnce([like.use] + input.uses) }

  func run() throws {
    var options = try patches.convolution.options
    options.resultType = try result.elementType
    guard let shapes = try like.shapes(options.layout) else {
      throw UsageError("--input-shape or --like is needed: the shape of the image")
    }
    let operation = Col2im(options, kernel: try patches.kernelSize)
    try StreamLoop.run(
      inputs: input.paths, output: output.output, verbose: execution.verbose,
      atEnd: { _ in try shapes.finish() }
    ) { matrices, writer in
      try operation.apply(matrices, input: try shapes.next(), to: writer)
    }
  }
}
