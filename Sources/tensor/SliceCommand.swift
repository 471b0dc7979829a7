import ArgumentParser
import TensorCore
import ToolKit

struct SliceCommand: ValueVerb {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Take a part of each array, in NumPy's notation.",
    usage: "tensor slice 'SLICE' [FILE ...] [-o FILE]",
    discussion: """
      SLICE is a list of start:stop:step, numbers (which drop their axis), ... for all axes not \
      named, and newaxis: '0:10, ::2', '..., 0', '-1'. Negative positions count from the end.
      """)

  @OptionGroup var output: OutputOption
  @OptionGroup var arguments: VerbArguments

  func run() throws {
    let slice = try Slice(try arguments.value("SLICE"))
    try StreamLoop.run(inputs: try arguments.inputs, output: output.output) {
      array, writer in
      try slice.rearrangement(of: array.header.shape).apply(array, to: writer)
    }
  }
}
