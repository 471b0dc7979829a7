import ArgumentParser
import TensorCore
import ToolKit

struct Matmul: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Multiply matrices: A·B, array by array of two streams.",
    discussion: """
      Of a stream with one array, that goes with all of the other. Axes before the last two \
      count matrices and broadcast; an array of one axis is a row on the left and a column on \
      the right. Each result is one chain of fused multiply-adds from +0.
      """)

  @Argument(help: ArgumentHelp("The left operand's stream; - is standard input.", valueName: "A"))
  var left: String

  @Argument(help: ArgumentHelp("The right operand's stream; - is standard input.", valueName: "B"))
  var right: String

  @Flag(help: "Swap the last two axes of A first.")
  var transposeA = false

  @Flag(help: "Swap the last two axes of B first.")
  var transposeB = false

  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption

  mutating func validate() throws {
    try StandardInput.requireOnce([("A", left), ("B", right)])
  }

  func run() throws {
    var options = MatrixProductOptions()
    (options.transposeLeft, options.transposeRight) = (transposeA, transposeB)
    options.resultType = try result.elementType
    let operation = MatrixProduct(options, execution: try execution.execution)
    let (a, b) = (try TensorReader(path: left), try TensorReader(path: right))
    let writer = try TensorWriter(path: output.output)
    StreamNotes(isOn: execution.verbose).tellResults(of: writer)
    guard try b.next() != nil else { throw StreamError.noArray(stream: b.name) }
    let first = try b.readTensor()
    if try b.next() == nil {
      while let array = try a.next() { try operation.apply(array, first, to: writer) }
      try a.requireArray()
    } else {
      try multiplyPairs(operation, a, first, b, to: writer)
    }
    try writer.finish()
  }

  /// - Parameters:
  ///   - first: the first array of B, whose second the reader delivers next.
  private func multiplyPairs(
    _ operation: MatrixProduct, _ a: TensorReader, _ first: Tensor, _ b: TensorReader,
    to writer: TensorWriter
  ) throws {
    guard try a.next() != nil else { throw StreamError.noArray(stream: a.name) }
    var left = try a.readTensor()
    let isOne = try a.next() == nil
    try operation.apply(left, first, to: writer)
    var isThere = true
    while isThere {
      if !isOne {
        guard a.arraysStarted >= b.arraysStarted else {
          throw PairError.missing(stream: a.name, array: b.arraysStarted - 1, other: b.name)
        }
        left = try a.readTensor()
      }
      try operation.apply(left, try b.readTensor(), to: writer)
      isThere = try b.next() != nil
      if !isOne { _ = try a.next() }
    }
    guard isOne || a.arraysStarted == b.arraysStarted else {
      throw PairError.missing(stream: b.name, array: b.arraysStarted, other: a.name)
    }
  }
}
