import ArgumentParser
import TensorCore
import ToolKit

struct Permute: ValueVerb {
  static let configuration = CommandConfiguration(
    abstract: "Put the axes of each array in another order.",
    usage: "tensor permute ORDER [FILE ...] [-o FILE]",
    discussion: """
      ORDER is numbers: axis i of the result is axis ORDER[i] of the array, negative ones count \
      from the end. Or it is two names, FROM:TO, such as NCHW:NHWC or OIHW:HWIO. Leading axes \
      that stay in place stream.
      """)

  @OptionGroup var output: OutputOption
  @OptionGroup var arguments: VerbArguments

  func run() throws {
    let order = try order(try arguments.value("ORDER"))
    try StreamLoop.run(inputs: try arguments.inputs, output: output.output) {
      array, writer in
      try Rearrangement(array.header.shape, permuting: order).apply(array, to: writer)
    }
  }

  private func order(_ text: String) throws(UsageError) -> [Int] {
    let names = text.split(separator: ":", omittingEmptySubsequences: false)
    guard names.count == 2 else {
      return text.isEmpty ? [] : try OptionValue.integers(text, option: "ORDER")
    }
    let (from, to) = (Array(names[0]), Array(names[1]))
    guard Set(from).count == from.count, from.sorted() == to.sorted() else {
      throw UsageError("ORDER expects the same letters on both sides, each once, got '\(text)'")
    }
    return to.map { from.firstIndex(of: $0)! }
  }
}
