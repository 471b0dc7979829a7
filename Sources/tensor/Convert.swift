import ArgumentParser
import TensorCore
import ToolKit

struct Convert: ValueVerb {
  static let configuration = CommandConfiguration(
    abstract: "Give the elements of each array another type.",
    usage: "tensor convert TYPE [FILE ...] [--rounding RULE] [-o FILE]",
    discussion: """
      TYPE is one of \(ElementType.allCases.map(\.rawValue).joined(separator: ", ")). What an \
      integer type cannot hold becomes the end of its range, NaN becomes 0. All but 0 is true.
      """)

  @Option(
    help: ArgumentHelp(
      "How floats become integers: nearest (ties to even), down, up or zero.",
      valueName: "RULE"))
  var rounding = "nearest"
  @OptionGroup var output: OutputOption
  @OptionGroup var arguments: VerbArguments

  func run() throws {
    guard let rule = TypeConversion.Rounding(rawValue: rounding) else {
      throw UsageError("--rounding expects nearest, down, up or zero, got '\(rounding)'")
    }
    let type = try OptionValue.elementType(try arguments.value("TYPE"), option: "TYPE")
    let conversion = TypeConversion(type, rounding: rule)
    try StreamLoop.run(inputs: try arguments.inputs, output: output.output) { array, writer in
      try conversion.apply(array, to: writer)
    }
  }
}
