import ArgumentParser
import TensorCore
import ToolKit

/// What the first values of a weight have in common.
struct InitialOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Order of the weight's axes (default: IO, WIO, HWIO or DHWIO).", valueName: "LETTERS"))
  var weightLayout: String?
  @OptionGroup var seed: SeedOption
  @OptionGroup var array: ArrayOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption

  func write(_ initialization: Initialization, isUniform: Bool) throws {
    let shape = try array.requiredAxes
    let fan = try Fan(shape, layout: weightLayout)
    try tensor.write(
      initialization.fill(fan, isUniform: isUniform), array, seed: seed.seed, execution, to: output)
  }
}

/// What he, Zhang, Ren and Sun's initializations have in common.
struct KaimingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Factor of the deviation (default: √2, for ReLU; 1 for linear layers).", valueName: "X"))
  var gain: String?
  @Option(help: ArgumentHelp("The fan that counts: in or out.", valueName: "WHICH"))
  var fan = "in"
  @OptionGroup var initial: InitialOptions

  func write(isUniform: Bool) throws {
    let gain = try gain.map { try OptionValue.positive($0, option: "--gain") } ?? 2.0.squareRoot()
    let fromOutput = try OptionValue.word(
      fan, of: [("in", false), ("out", true)], option: "--fan")
    try initial.write(.kaiming(gain: gain, fromOutput: fromOutput), isUniform: isUniform)
  }
}

/// What Glorot and Bengio's initializations have in common.
struct XavierOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Factor of the deviation.", valueName: "X"))
  var gain = "1"
  @OptionGroup var initial: InitialOptions

  func write(isUniform: Bool) throws {
    let gain = try OptionValue.positive(gain, option: "--gain")
    try initial.write(.xavier(gain: gain), isUniform: isUniform)
  }
}

struct GenKaimingUniform: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kaiming-uniform",
    abstract: "First weights: uniform, of deviation gain/sqrt(fan-in).",
    discussion: fanText)
  @OptionGroup var options: KaimingOptions
  func run() throws { try options.write(isUniform: true) }
}

struct GenKaimingNormal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kaiming-normal",
    abstract: "First weights: normal, of deviation gain/sqrt(fan-in).",
    discussion: fanText)
  @OptionGroup var options: KaimingOptions
  func run() throws { try options.write(isUniform: false) }
}

struct GenXavierUniform: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "xavier-uniform",
    abstract: "First weights: uniform, of deviation gain*sqrt(2/(fan-in + fan-out)).",
    discussion: fanText)
  @OptionGroup var options: XavierOptions
  func run() throws { try options.write(isUniform: true) }
}

struct GenXavierNormal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "xavier-normal",
    abstract: "First weights: normal, of deviation gain*sqrt(2/(fan-in + fan-out)).",
    discussion: fanText)
  @OptionGroup var options: XavierOptions
  func run() throws { try options.write(isUniform: false) }
}

private let fanText = """
  Fan-in is the length of I times the taps of the kernel, fan-out that of O times the taps, as \
  --shape and --weight-layout have them. PyTorch's rules.
  """
