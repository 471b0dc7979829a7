import ArgumentParser
import TensorCore
import ToolKit

struct GenZeros: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zeros", abstract: "All elements 0.")
  @OptionGroup var array: ArrayOptions
  @OptionGroup var output: OutputOption

  func run() throws { try write(.constant(0), array, to: output) }
}

struct GenOnes: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ones", abstract: "All elements 1.")
  @OptionGroup var array: ArrayOptions
  @OptionGroup var output: OutputOption

  func run() throws { try write(.constant(1), array, to: output) }
}

struct GenConstant: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "constant", abstract: "All elements the same VALUE.")
  @OptionGroup var value: ValueArgument
  @OptionGroup var array: ArrayOptions
  @OptionGroup var output: OutputOption

  func run() throws {
    try write(
      .constant(try OptionValue.number(try value.required("VALUE"), option: "VALUE")), array,
      to: output
    )
  }
}

struct GenDelta: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delta", abstract: "1 at one place, else 0: shows what a linear operator does.")
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The place, a number an axis (default: the middle, length/2).", valueName: "I,J,..."))
  var at: String?
  @OptionGroup var array: ArrayOptions
  @OptionGroup var output: OutputOption

  func run() throws {
    let shape = try array.requiredAxes
    let place =
      try at.map { try OptionValue.integers($0, option: "--at") } ?? shape.axes.map { $0 / 2 }
    let index = shape.index(of: place)
    if index == nil, let at {
      throw UsageError("--at expects a place in an array of \(shape), got '\(at)'")
    }
    // No middle: an array without elements.
    try write(.delta(index: index ?? 0), array, to: output)
  }
}

struct GenArange: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arange", abstract: "Numbers with a constant step, as NumPy's arange.",
    discussion: """
      STOP, START:STOP or START:STOP:STEP gives a line of numbers from START (default 0) up to \
      but not STOP. With --shape, START and STEP alone say what the elements are, in C order.
      """)
  @OptionGroup var value: ValueArgument

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The first number (default: 0).", valueName: "X"))
  var start: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("From one number to the next (default: 1).", valueName: "X"))
  var step: String?
  @OptionGroup var array: ArrayOptions
  @OptionGroup var output: OutputOption

  func run() throws {
    var (first, increment) = (0.0, 1.0)
    var shape: Shape?
    if let range = try value.single("STOP, START:STOP or START:STOP:STEP") {
      guard start == nil, step == nil else {
        throw UsageError("arange takes RANGE or --start and --step, got both")
      }
      let parts = try range.split(separator: ":", omittingEmptySubsequences: false).map {
        try OptionValue.number($0, option: "RANGE")
      }
      guard parts.count <= 3, parts.allSatisfy(\.isFinite) else {
        throw UsageError("RANGE expects STOP, START:STOP or START:STOP:STEP, got '\(range)'")
      }
      if parts.count > 1 { first = parts[0] }
      if parts.count > 2 { increment = parts[2] }
      let stop = parts[min(1, parts.count - 1)]
      let count = max(0, ((stop - first) / increment).rounded(.up))
      guard increment != 0, count < 0x1p50 else {
        throw UsageError("RANGE '\(range)' does not end")
      }
      shape = try Shape([Int(count)])
      if let asked = try array.axes, asked.count != shape!.count {
        throw UsageError(
          "RANGE '\(range)' has \(shape!.count) numbers, --shape \(asked) has \(asked.count)")
      }
    }
    if let start { first = try OptionValue.number(start, option: "--start") }
    if let step { increment = try OptionValue.number(step, option: "--step") }
    if let first = Int64(exactly: first), let increment = Int64(exactly: increment) {
      try write(.integerRamp(start: first, step: increment), array, shape: shape, to: output)
    } else {
      try write(.ramp(start: first, step: increment), array, shape: shape, to: output)
    }
  }
}
