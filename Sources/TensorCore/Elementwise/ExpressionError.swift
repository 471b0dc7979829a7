/// An expression that cannot be read, and where.
public struct ExpressionError: Failure, Equatable {
  public let text: String
  /// Counted in characters from 0.
  public let column: Int
  public let reason: String
  public let hint: String?

  init(_ text: String, _ column: Int, _ reason: String, hint: String? = nil) {
    (self.text, self.column, self.reason, self.hint) = (text, column, reason, hint)
  }

  public var category: FailureCategory { .usage }
  public var message: String { "column \(column + 1) of the expression: \(reason)" }
  public var excerpt: [String] { [text, String(repeating: " ", count: column) + "^"] }
}
