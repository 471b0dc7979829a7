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

  /// Characters that are shown of a long formula on each side of its column.
  private static var reach: Int { 80 }

  public var excerpt: [String] {
    guard text.count > 2 * Self.reach else {
      return [text, String(repeating: " ", count: column) + "^"]
    }
    let start = max(0, column - Self.reach)
    let shown = text.dropFirst(start).prefix(column - start + Self.reach)
    let (before, after) = (
      start > 0 ? "… " : "", start + shown.count < text.count ? " …" : ""
    )
    let indent = String(repeating: " ", count: before.count + column - start)
    return ["\(before)\(shown)\(after)", indent + "^"]
  }
}
