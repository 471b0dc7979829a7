import Synchronization
import SystemPackage
import TensorCore

/// What tools say on standard error: `tool: kind: text`, a line each. How far the work has come is
/// shown by `ProgressDisplay`, which makes room for these lines.
public enum Messages {
  private static let name = Mutex("convpipe")

  /// The tool that all lines name: said once, before there is anything to tell.
  static var tool: String {
    get { name.withLock { $0 } }
    set { name.withLock { $0 = newValue } }
  }

  /// Something that the user should know although the work goes on.
  public static func warn(_ text: String) { write("\(tool): warning: \(text)") }

  /// What `--verbose` shows.
  public static func note(_ text: String) { write("\(tool): note: \(text)") }

  /// Tells an error and returns the exit code that goes with it.
  static func report(_ error: any Error) -> ExitStatus {
    guard let failure = error as? any Failure else {
      write("\(tool): error: unexpected: \(error)")
      return .bug
    }
    write("\(tool): error: \(failure.message)")
    for line in failure.excerpt { write("  \(line)") }
    if let hint = failure.hint { write("\(tool): hint: \(hint)") }
    return ExitStatus(failure.category)
  }

  static func write(_ line: String) {
    ProgressDisplay.clear()
    _ = OperatingSystem.write(printable(line) + "\n", to: .standardError)
  }

  /// Characters of a line, at most. Names of files are shorter; what a damaged header holds may be of any length.
  private static var longestLine: Int { 6000 }

  /// One line that says the same. What a message quotes (names of files, words of a header) may hold line ends and
  /// what steers a terminal.
  private static func printable(_ line: String) -> String {
    let characters =
      line.count <= longestLine
      ? line : line.prefix(longestLine / 2) + " … " + line.suffix(longestLine / 2)
    return String(
      String.UnicodeScalarView(
        characters.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
          switch scalar.properties.generalCategory {
          case .lineSeparator, .paragraphSeparator: [" "]
          case .control where scalar.properties.isWhitespace: [" "]
          case .control: Array(scalar.escaped(asASCII: true).unicodeScalars)
          case .format where turns(scalar): Array(scalar.escaped(asASCII: true).unicodeScalars)
          default: [scalar]
          }
        }))
  }

  /// Whether the direction of what is written after it changes. Others that have no width belong to letters.
  private static func turns(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// A request that cannot be meant: exit code 64.
public struct UsageError: Failure, Equatable {
  public let message: String
  public let hint: String?
  public var category: FailureCategory { .usage }

  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
