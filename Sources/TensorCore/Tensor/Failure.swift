/// What kind of trouble an error is; ToolKit maps each to an exit code.
public enum FailureCategory: Sendable {
  /// The request itself is wrong: an impossible option value.
  case usage
  /// The data does not fit: damaged, or shapes that disagree.
  case data
  /// A named input does not exist or cannot be opened.
  case noInput
  /// An output cannot be created.
  case cannotCreate
  /// The operating system failed to read, write or give memory.
  case inputOutput
}

/// An error that can be told to a user: every error type of this package is one.
public protocol Failure: Error {
  var category: FailureCategory { get }
  /// One line in lower case: what was expected and what was found. No tool name, no full stop.
  var message: String { get }
  /// What the user might do about it, where one thing is likely.
  var hint: String? { get }
  /// Lines to show below the message: what it is about, and a mark under the place.
  var excerpt: [String] { get }
}

extension Failure {
  public var hint: String? { nil }
  public var excerpt: [String] { [] }
}
