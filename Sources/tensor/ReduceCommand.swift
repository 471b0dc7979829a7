import ArgumentParser
import TensorCore
import ToolKit

struct ReduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reduce",
    abstract: "Sums, means, extremes and the like along axes of each array.",
    usage:
      "tensor reduce FUNCTION [--axis AXES] [--keep-dims] [--over-stream] [FILE ...] [-o FILE]",
    discussion: """
      FUNCTION is one of \(Reduction.Function.allCases.map(\.rawValue).joined(separator: ", ")). \
      norm is the Euclidean norm, var the mean square distance from the mean; argmax and argmin \
      count in row-major order over the reduced axes. A NaN wins over every number, the first of \
      equals is kept.

      With --over-stream all arrays of the input are reduced to one: element by element, or along \
      --axis too.

      Sums of integers are exact and int64 or uint64, extremes stay in their type, places are \
      int64; other results are float32, or float64 for float64 and for integers of 32 and 64 \
      bits. Added in float64 in a stated order: the same bits on every machine.
      """)

  @Argument(help: ArgumentHelp("What to compute.", valueName: "FUNCTION"))
  var function: String

  @OptionGroup var axes: AxesOption

  @Flag(help: "Keep reduced axes with length 1.")
  var keepDims = false
  @Flag(help: "Reduce across all arrays, which have one shape and type.")
  var overStream = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What var takes off the number of elements before it divides by it: 1 for an estimate from a sample (default: 0).",
      valueName: "N"))
  var ddof: Int?

  @OptionGroup var layout: LayoutOptions
  @OptionGroup var result: ReducedTypeOption
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    _ = try reduction
    try axes.check(try layout.dataLayout)
  }

  private var reduction: Reduction {
    get throws {
      let functions = Reduction.Function.allCases.map { ($0.rawValue, $0) }
      var reduction = Reduction(
        try OptionValue.word(function, of: functions, option: "FUNCTION"),
        instructionSet: try .chosen())
      if let ddof {
        guard reduction.function == .variance else {
          throw UsageError("--ddof goes with var, not with \(function)")
        }
        try OptionValue.check(ddof, in: 0...1_000_000, option: "--ddof")
        reduction.lostDegrees = ddof
      }
      reduction.keepsAxes = keepDims
      reduction.resultType = try result.elementType
      return reduction
    }
  }

  func run() throws {
    let reduction = try reduction
    let layout = try layout.dataLayout
    if overStream {
      let across = StreamReduction(reduction)
      try StreamLoop.run(inputs: input.paths, output: output.output, atEnd: across.write) {
        array, _ in
        try across.add(
          array, along: try axes.numbers(array.header.shape, layout, unsaid: []))
      }
    } else {
      try StreamLoop.run(inputs: input.paths, output: output.output) { array, writer in
        let all = Array(array.header.shape.axes.indices)
        try reduction.apply(
          array, along: try axes.numbers(array.header.shape, layout, unsaid: all), to: writer)
      }
    }
  }
}
