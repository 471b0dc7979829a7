import ArgumentParser
import TensorCore
import ToolKit

struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Cut each array along an axis into several.",
    discussion: """
      Without an option each position gives an array of its own, without the axis: a batch \
      becomes images. With an option the axis stays.
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The axis; negative ones count from the end.", valueName: "AXIS"))
  var axis: Int = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pieces of K elements; the last may be shorter.", valueName: "K"))
  var length: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("N pieces of equal length.", valueName: "N"))
  var parts: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Cut before these positions, such as 2,5.", valueName: "POSITIONS"))
  var at: String?

  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws { _ = try cuts }

  private var cuts: Splitting.Cuts {
    get throws(UsageError) {
      guard [length != nil, parts != nil, at != nil].count(where: { $0 }) <= 1 else {
        throw UsageError("--length, --parts and --at exclude each other")
      }
      if let length {
        try OptionValue.check(length, in: 1...Int.max, option: "--length")
        return .length(length)
      }
      if let parts {
        try OptionValue.check(parts, in: 1...Int.max, option: "--parts")
        return .parts(parts)
      }
      guard let at else { return .each }
      let positions = try OptionValue.integers(at, option: "--at")
      guard positions == positions.sorted(), positions[0] >= 0 else {
        throw UsageError("--at expects ascending positions such as 2,5, got '\(at)'")
      }
      return .positions(positions)
    }
  }

  func run() throws {
    let splitting = Splitting(try cuts, axis: axis)
    try StreamLoop.run(inputs: input.paths, output: output.output) { array, writer in
      try splitting.apply(array, to: writer)
    }
  }
}
