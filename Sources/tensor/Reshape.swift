import ArgumentParser
import TensorCore
import ToolKit

struct Reshape: ValueVerb {
  static let configuration = CommandConfiguration(
    abstract: "Give each array another shape of as many elements.",
    usage: "tensor reshape SHAPE [FILE ...] [-o FILE]",
    discussion: """
      SHAPE is lengths, such as 3,-1: one of them may be -1, for what is left. Elements stay in \
      C order.
      """)

  @OptionGroup var output: OutputOption
  @OptionGroup var arguments: VerbArguments

  func run() throws {
    let reshaping = Reshaping(try lengths(try arguments.value("SHAPE")))
    try StreamLoop.run(inputs: try arguments.inputs, output: output.output) { array, writer in
      try reshaping.apply(array, to: writer)
    }
  }

  private func lengths(_ text: String) throws(UsageError) -> [Int?] {
    let lengths = text.isEmpty ? [] : try OptionValue.integers(text, option: "SHAPE")
    guard lengths.allSatisfy({ $0 >= -1 }), lengths.count(where: { $0 == -1 }) <= 1 else {
      throw UsageError("SHAPE expects lengths of at least 0, one of them -1 at most, got '\(text)'")
    }
    return lengths.map { $0 < 0 ? nil : $0 }
  }
}
