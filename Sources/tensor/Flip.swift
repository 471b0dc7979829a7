import ArgumentParser
import TensorCore
import ToolKit

struct Flip: ValueVerb {
  static let configuration = CommandConfiguration(
    abstract: "Turn the order of elements round along some axes.",
    usage: "tensor flip AXES [FILE ...] [-o FILE]",
    discussion: """
      AXES is numbers, such as 0,1; negative ones count from the end. Axes before the first \
      that is flipped stream.
      """)

  @OptionGroup var output: OutputOption
  @OptionGroup var arguments: VerbArguments

  func run() throws {
    let axes = try OptionValue.integers(try arguments.value("AXES"), option: "AXES")
    try StreamLoop.run(inputs: try arguments.inputs, output: output.output) {
      array, writer in
      try Rearrangement(array.header.shape, flipping: axes).apply(array, to: writer)
    }
  }
}
