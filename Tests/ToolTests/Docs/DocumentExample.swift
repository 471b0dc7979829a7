import Foundation

/// A command of a page that runs as it stands.
///
/// Pages show commands with what they print in fenced blocks of the language `console`: a line
/// that begins with `$ ` is a command, lines after it that begin with `> ` go on with it, and all
/// others are what comes out of it on standard output and standard error together.
///
/// A block of the language `sh` is one command if a comment before it says what has to be there:
/// `<!-- run after: COMMANDS -->`, or `<!-- run -->` for nothing. Readers do not see it.
struct DocumentExample: Sendable {
  /// What the page does not show.
  var preparation = ""
  let command: String
  /// What the page says that it prints; nil if it says nothing.
  let output: String?
  /// The command's line in its page.
  let line: Int
}

extension DocumentExample {
  /// The examples of a page, in order.
  static func all(in page: String) -> [DocumentExample] {
    var reader = PageReader()
    for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      reader.read(line, number: index + 1)
    }
    return reader.examples
  }
}
