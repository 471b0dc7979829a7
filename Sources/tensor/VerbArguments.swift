import ArgumentParser
import ToolKit

/// A verb that takes a value first, which may begin with a minus: a formula, a slice.
protocol ValueVerb: ParsableCommand {
  var arguments: VerbArguments { get }
}

/// What stands on the command line of a verb apart from its options: a value, which may start
/// with a minus, then the streams to read.
struct VerbArguments: ParsableArguments {
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "What the description says, then the streams to read: - or none for standard input.",
      valueName: "VALUE, FILE"))
  private var words: [String] = []

  /// What no word of a command line can begin with.
  private static let mark = "\0"

  /// Arguments in which the parser does not take letters of a word that begins with a minus for options, such as
  /// the o of `-1, None` for `-o`. To be called for a `ValueVerb`.
  static func withSignsHidden(_ arguments: [String]) -> [String] {
    zip([""] + arguments, arguments).map { previous, word in
      let takesValue = previous.hasPrefix("-") && !previous.contains("=")
      let isValue = takesValue && !["--", "--verbose"].contains(previous)
      let isOption = word.hasPrefix("--") || word.hasPrefix("-o=") && !word.hasPrefix("-o==")
      return word.count > 2 && word.hasPrefix("-") && !isOption && !isValue ? mark + word : word
    }
  }

  /// The words as they were typed.
  private var typed: [String] {
    words.map { $0.hasPrefix(Self.mark) ? String($0.dropFirst(Self.mark.count)) : $0 }
  }

  /// The value; `form` says in messages what it is.
  func value(_ form: String) throws(ValidationError) -> String {
    guard let first = Self.operands(typed).first else {
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
      let options = typed.prefix { $0 != "--" }.dropFirst()
      if let option = options.first(where: { $0.hasPrefix("-") && $0 != "-" }) {
        throw ValidationError("unknown option '\(option)'")
      }
      return Array(Self.operands(typed).dropFirst())
    }
  }

  /// The words without the `--` after which there are no options.
  static func operands(_ words: [String]) -> [String] {
    guard let end = words.firstIndex(of: "--") else { return words }
    return Array(words[..<end] + words[(end + 1)...])
  }
}
