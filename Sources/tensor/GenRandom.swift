import ArgumentParser
import TensorCore
import ToolKit

/// The seed of random numbers.
struct SeedOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which sequence of random numbers.", valueName: "SEED"))
  var seed: UInt64 = 0
}

struct GenUniform: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uniform", abstract: "Random numbers from LOW up to HIGH, equally likely.",
    discussion: "VALUE is LOW:HIGH; 0:1 without it.")
  @OptionGroup var value: ValueArgument
  @OptionGroup var seed: SeedOption
  @OptionGroup var array: ArrayOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption

  func run() throws {
    let (low, high) = try OptionValue.range(
      try value.single("LOW:HIGH") ?? "0:1", option: "uniform")
    try write(.uniform(low: low, high: high), array, seed: seed.seed, execution, to: output)
  }
}

struct GenNormal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normal", abstract: "Random numbers of a normal distribution.")
  @Option(parsing: .unconditional, help: ArgumentHelp("Their mean.", valueName: "X"))
  var mean = "0"
  @Option(parsing: .unconditional, help: ArgumentHelp("Their standard deviation.", valueName: "X"))
  var std = "1"
  @OptionGroup var seed: SeedOption
  @OptionGroup var array: ArrayOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption

  func run() throws {
    let mean = try OptionValue.number(mean, option: "--mean")
    let deviation = try OptionValue.number(std, option: "--std")
    guard mean.isFinite, deviation.isFinite, deviation >= 0 else {
      throw UsageError(
        "--mean and --std expect finite numbers, --std not below 0, got \(mean) and \(deviation)")
    }
    try write(
      .normal(mean: mean, deviation: deviation), array, seed: seed.seed, execution, to: output)
  }
}

struct GenIntegers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "integers",
    abstract: "Random whole numbers from LOW up to but not HIGH, equally likely.",
    discussion:
      "VALUE is LOW:HIGH. Sums and products of small ones are exact in any order, in float32 too.")
  @OptionGroup var value: ValueArgument
  @OptionGroup var seed: SeedOption
  @OptionGroup var array: ArrayOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption

  func run() throws {
    let (low, high) = try OptionValue.integerRange(
      try value.required("LOW:HIGH"), option: "integers")
    try write(.integers(low: low, high: high), array, seed: seed.seed, execution, to: output)
  }
}
