import ArgumentParser
import TensorCore

/// How a tool runs; never what it computes.
public struct ExecutionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Computing threads (default: the processors this process may use). The result does not depend on it.",
      valueName: "N"))
  public var threads: Int?

  @Flag(
    help:
      "Tell on standard error what the main stream and the result are, and what was chosen.")
  public var verbose = false

  public init() {}

  public mutating func validate() throws {
    if let threads { try OptionValue.check(threads, in: 1...1024, option: "--threads") }
    // Also for a tool that one kernel serves: a wish that cannot be had is not passed over.
    _ = try InstructionSet.chosen()
  }

  public var threadCount: Int { threads ?? OperatingSystem.processorCount }
}

extension ExecutionOptions {
  /// - Throws: `InstructionSetError` if `CONVPIPE_CPU` asks for what the machine lacks.
  public var execution: Execution {
    get throws {
      Execution(instructionSet: try InstructionSet.chosen(), threads: threadCount)
    }
  }
}
