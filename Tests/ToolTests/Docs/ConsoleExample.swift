import Foundation

/// A command of a page and what the page says that it prints.
///
/// Pages show them in fenced blocks of the language `console`: a line that begins with `$ ` is a
/// command, lines after it that begin with `> ` go on with it, and all others are what comes out
/// of it on standard output and standard error together.
struct ConsoleExample: Sendable {
  let command: String
  let output: String
  /// The command's line in its page.
  let line: Int

  /// The examples of a page, in order.
  static func all(in page: String) -> [ConsoleExample] {
    var examples: [ConsoleExample] = []
    var isConsole = false
    var current: (command: [String], output: [String], line: Int)?
    func close() {
      guard let example = current else { return }
      examples.append(
        ConsoleExample(
          command: example.command.joined(separator: "\n"),
          output: example.output.map { $0 + "\n" }.joined(), line: example.line))
      current = nil
    }
    for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        close()
        isConsole = !isConsole && line == "```console"
      } else if isConsole, line.hasPrefix("$ ") {
        close()
        current = ([String(line.dropFirst(2))], [], index + 1)
      } else if current != nil, current!.output.isEmpty, line.hasPrefix("> ") {
        current!.command.append(String(line.dropFirst(2)))
      } else if current != nil {
        current!.output.append(String(line))
      }
    }
    return examples
  }
}
