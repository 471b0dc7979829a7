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
    let number = try WrittenNumber(try value.required("VALUE"), option: "VALUE")
    let isFloat = try array.type.elementType.kind == "f"
    let whole = isFloat ? nil : number.whole
    try write(
      whole.map { .integerRamp(start: $0, step: 0) } ?? .constant(number.value), array, to: output)
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
    var (first, increment) = (WrittenNumber(0), WrittenNumber(1))
    var shape: Shape?
    if let range = try value.single("STOP, START:STOP or START:STOP:STEP") {
      guard start == nil, step == nil else {
        throw UsageError("arange takes RANGE or --start and --step, got both")
      }
      let parts = try range.split(separator: ":", omittingEmptySubsequences: false).map {
        try WrittenNumber($0, option: "RANGE")
      }
      guard parts.count <= 3, parts.allSatisfy(\.value.isFinite) else {
        throw UsageError("RANGE expects STOP, START:STOP or START:STOP:STEP, got '\(range)'")
      }
      if parts.count > 1 { first = parts[0] }
      if parts.count > 2 { increment = parts[2] }
      let stop = parts[min(1, parts.count - 1)]
      guard increment.value != 0, let count = Self.count(first, to: stop, by: increment) else {
        throw UsageError("RANGE '\(range)' does not end")
      }
      shape = try Shape([count])
      if let asked = try array.axes, asked.count != shape!.count {
        throw UsageError(
          "RANGE '\(range)' has \(shape!.count) numbers, --shape \(asked) has \(asked.count)")
      }
    }
    if let start { first = try WrittenNumber(start, option: "--start") }
    if let step { increment = try WrittenNumber(step, option: "--step") }
    if let first = first.whole, let increment = increment.whole {
      try write(.integerRamp(start: first, step: increment), array, shape: shape, to: output)
    } else {
      try write(
        .ramp(start: first.value, step: increment.value), array, shape: shape, to: output)
    }
  }

  /// How many numbers there are up to but not `stop`; nil for more than can be meant.
  ///
  /// - Precondition: `step` is not 0.
  private static func count(
    _ start: WrittenNumber, to stop: WrittenNumber, by step: WrittenNumber
  ) -> Int? {
    if let start = start.whole, let stop = stop.whole, let step = step.whole {
      let (whole, rest) = (stop - start).quotientAndRemainder(dividingBy: step)
      let isCut = rest != 0 && (rest < 0) == (step < 0)
      let count = max(0, whole + (isCut ? 1 : 0))
      return count < 1 << 50 ? Int(count) : nil
    }
    let count = max(0, ((stop.value - start.value) / step.value).rounded(.up))
    return count < 0x1p50 ? Int(count) : nil
  }
}

/// A number as it is written: whole ones keep digits that float64 has no room for.
private struct WrittenNumber {
  let value: Double
  /// The same, if it is whole and at most about 2^64.
  let whole: Int128?

  /// - Throws: `UsageError` for what is no number.
  init(_ text: some StringProtocol, option: String) throws(UsageError) {
    value = try OptionValue.number(text, option: option)
    whole =
      value.magnitude > 0x1p64 ? nil : Int128(String(text)) ?? Int128(exactly: value)
  }

  init(_ number: Int) {
    (value, whole) = (Double(number), Int128(number))
  }
}
