import ArgumentParser
import SystemPackage
import TensorCore

/// A command-line tool: parses its arguments, does its work in `run()`, and ends with one
/// line and an exit code where that fails.
///
/// A tool's file is `@main struct Name: Tool` with a configuration, option groups and `run()`,
/// which throws `Failure`s. Subcommands are plain `ParsableCommand`s.
public protocol Tool: ParsableCommand {
  /// The exit code in place of the usual one, for tools that have their own.
  static func exitStatus(_ usual: ExitStatus, arguments: [String]) -> ExitStatus
  /// The arguments as they are parsed.
  static func parsed(_ arguments: [String]) -> [String]
}

/// The version of all tools.
public let convpipeVersion = "0.1.0"

extension Tool {
  public static func exitStatus(_ usual: ExitStatus, arguments: [String]) -> ExitStatus { usual }

  public static func parsed(_ arguments: [String]) -> [String] { arguments }

  public static func main() {
    Messages.tool = usedName
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Answered before anything is set up: scripts ask for it, and it shows what starting costs.
    if arguments == ["--version"] {
      OperatingSystem.end(printText("\(usedName) \(convpipeVersion)").rawValue)
    }
    OperatingSystem.occupyStandardDescriptors()
    OperatingSystem.keepFreedMemory()
    OperatingSystem.reportLostBytes(
      "\(usedName): error: \(StreamError.becameShorter.message)\n",
      code: ExitStatus.inputOutput.rawValue)
    OperatingSystem.end(exitStatus(execute(arguments), arguments: arguments).rawValue)
  }

  private static func execute(_ arguments: [String]) -> ExitStatus {
    do {
      let (arguments, wish) = ProgressDisplay.wish(in: withEmptyValues(arguments))
      try requireSubcommand(arguments)
      var command = try parseAsRoot(parsed(arguments))
      ProgressDisplay.start(isWished: wish)
      defer { ProgressDisplay.stop() }
      try command.run()
      return .done
    } catch let code as ExitCode {
      return ExitStatus(rawValue: code.rawValue) ?? .bug
    } catch {
      return finish(error, arguments)
    }
  }

  /// `--option=` states a value, an empty one. The parser would take the next word for it: a file that is to be
  /// read, say, for the one that is to be written.
  private static func withEmptyValues(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments[..<end].flatMap { word in
      word.hasPrefix("--") && word.firstIndex(of: "=") == word.indices.last
        ? [String(word.dropLast()), ""] : [word]
    } + arguments[end...]
  }

  /// A command with subcommands does nothing without one.
  ///
  /// - Throws: `UsageError` unless `arguments` name one, down to one that has none, or ask for help or an option.
  private static func requireSubcommand(_ arguments: [String]) throws(UsageError) {
    let commands = commands(named: arguments)
    let last = commands.last ?? self
    guard !last.configuration.subcommands.isEmpty, last.configuration.defaultSubcommand == nil
    else { return }
    let word = arguments.dropFirst(commands.count).first
    if let word, word.hasPrefix("-") && word != "--" || word == "help" && commands.isEmpty {
      return
    }
    let names = last.configuration.subcommands.map { $0.usedName }.joined(separator: ", ")
    let place = commands.map { "\($0.usedName) " }.joined()
    throw UsageError(
      "\(place)expects one of \(names) first, got \(word.map { "'\($0)'" } ?? "nothing")",
      hint: "see \(helpCommand(arguments))")
  }

  /// The subcommand that `arguments` begin with, the one of that, and so on.
  public static func commands(named arguments: [String]) -> [any ParsableCommand.Type] {
    var commands: [any ParsableCommand.Type] = []
    for word in arguments {
      let choice = (commands.last ?? self).configuration.subcommands
      guard let next = choice.first(where: { $0.usedName == word }) else { break }
      commands.append(next)
    }
    return commands
  }

  /// What shows the options that `arguments` could have.
  private static func helpCommand(_ arguments: [String]) -> String {
    ([self] + commands(named: arguments)).map { $0.usedName }.joined(separator: " ") + " --help"
  }

  /// Tells what `error` means: most are trouble, some are what was asked for.
  private static func finish(_ error: any Error, _ arguments: [String]) -> ExitStatus {
    if let failure = underlyingFailure(error) { return Messages.report(failure) }
    switch exitCode(for: error) {
    case .success:
      // --help and its like.
      return printText(fullMessage(for: error))
    case .validationFailure:
      let text = message(for: error)
      // A sentence of the parser's, as against the name of a value.
      let isName = text.dropFirst().first?.isUppercase == true
      let message = isName ? text : text.prefix(1).lowercased() + text.dropFirst()
      return Messages.report(UsageError(message, hint: "see \(helpCommand(arguments))"))
    default:
      return Messages.report(error)
    }
  }

  /// The failure that `error` is or wraps. What an option group's `validate()` throws arrives
  /// inside errors that the argument parser keeps to itself.
  private static func underlyingFailure(_ error: any Error, depth: Int = 4) -> (any Failure)? {
    if let failure = error as? any Failure { return failure }
    guard depth > 0 else { return nil }
    return Mirror(reflecting: error).children.lazy
      .compactMap { ($0.value as? any Error).flatMap { underlyingFailure($0, depth: depth - 1) } }
      .first
  }

  private static func printText(_ text: String) -> ExitStatus {
    do {
      try TextOutput.write(text + "\n")
      return .done
    } catch {
      return Messages.report(error)
    }
  }
}

extension ParsableCommand {
  /// The command as users write it.
  fileprivate static var usedName: String { configuration.commandName ?? _commandName }
}
