import TensorCore

/// All ways to run that may not change a bit: each instruction set that the machine offers, and
/// one to three threads.
public enum Executions {
  public static let all: [Execution] = InstructionSet.offered.flatMap { set in
    (1...3).map { Execution(instructionSet: set, threads: $0) }
  }

  public static let one = Execution(instructionSet: InstructionSet.offered.last!, threads: 1)

  public static func name(_ execution: Execution) -> String {
    "\(execution.instructionSet.rawValue) with \(execution.threads) threads"
  }

  /// The result of `body`, once it has given the same bytes under every execution.
  ///
  /// - Throws: `Disagreement` where it has not.
  public static func agreed(_ body: (Execution) throws -> [UInt8]) throws -> [UInt8] {
    let expected = try body(one)
    for execution in all {
      if let difference = Comparison.difference(try body(execution), expected) {
        throw Disagreement(description: "\(name(execution)): \(difference)")
      }
    }
    return expected
  }
}

/// Results that should be the same bytes and are not.
public struct Disagreement: Error, CustomStringConvertible {
  public let description: String
  public init(description: String) { self.description = description }
}
