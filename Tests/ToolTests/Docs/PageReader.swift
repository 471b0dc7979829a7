/// Goes through a page line by line.
struct PageReader {
  private(set) var examples: [DocumentExample] = []
  /// The language of the fenced block that it is in.
  private var language: Substring?
  /// What is to be done before the next block, where a comment says so.
  private var preparation: [Substring]?
  private var isComment = false
  private var command: [Substring] = []
  private var output: [Substring] = []
  private var first = 0

  mutating func read(_ line: Substring, number: Int) {
    if line.hasPrefix("```") {
      close()
      language = language == nil ? line.dropFirst(3) : nil
      if language == nil { preparation = nil }
      return
    }
    switch language {
    case "console": readConsole(line, number)
    case "sh" where preparation != nil:
      if command.isEmpty { first = number }
      command.append(line)
    case nil: readComment(line)
    default: break
    }
  }

  private mutating func readConsole(_ line: Substring, _ number: Int) {
    if line.hasPrefix("$ ") {
      close()
      command = [line.dropFirst(2)]
      first = number
    } else if output.isEmpty, line.hasPrefix("> ") {
      command.append(line.dropFirst(2))
    } else {
      output.append(line)
    }
  }

  private mutating func readComment(_ line: Substring) {
    var text = line
    if line.hasPrefix("<!-- run") {
      preparation = []
      isComment = true
      text = line.dropFirst("<!-- run".count)
      if text.hasPrefix(" after:") { text = text.dropFirst(" after:".count) }
    }
    guard isComment else { return }
    if let end = text.range(of: "-->") {
      isComment = false
      text = text[..<end.lowerBound]
    }
    preparation!.append(text)
  }

  private mutating func close() {
    defer { (command, output) = ([], []) }
    guard !command.isEmpty else { return }
    examples.append(
      DocumentExample(
        preparation: (preparation ?? []).joined(separator: "\n"),
        command: command.joined(separator: "\n"),
        output: language == "console" ? output.map { $0 + "\n" }.joined() : nil, line: first))
  }
}
