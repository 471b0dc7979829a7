import ArgumentParser
import ToolKit

/// What stands on the command line of a verb apart from its options: a value, which may start
/// with a minus, then the streams to read.
struct VerbArguments: ParsableArguments {
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "What the description says, then the streams to read: - or none for standard input.",
      valueName: "VALUE, FILE"))
  var words: [String] = []

  /// The value; `form` says in messages what it is.
  func value(_ form: String) throws(ValidationError) -> String {
    guard let first = Self.operands(words).first else {
      throw ValidationError("\(form) is missing")
    }
    return first
  }

  /// The streams after the value.
  var inputs: [String] {
    get throws {
      let inputs = try others
      try StandardInput.requireOnce(StandardInput.main(inputs))
      return inputs.isEmpty ? ["-"] : inputs
    }
  }

  /// The words after the value.
  var others: [String] {
    get throws(ValidationError) {
      let options = words.prefix { $0 != "--" }.dropFirst()
      if let option = options.first(where: { $0.hasPrefix("-") && $0 != "-" }) {
        throw ValidationError("unknown option '\(option)'")
      }
      return Array(Self.operands(words).dropFirst())
    }
  }

  /// The words without the `--` after which there are no options.
  static func operands(_ words: [String]) -> [String] {
    guard let end = words.firstIndex(of: "--") else { return words }
    return Array(words[..<end] + words[(end + 1)...])
  }
}
