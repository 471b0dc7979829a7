import ToolKit

/// A path that may have a place for a number: `%d`, or `%04d` for at least four digits.
/// `%%` stands for a percent sign.
struct NumberedPath: Equatable {
  private let before: String
  private let after: String
  /// Digits of the number at least; nil: the path has no place for one.
  private let digits: Int?

  /// - Throws: `UsageError` for a percent sign that is none of these, or a second place.
  init(_ text: String) throws(UsageError) {
    var parts = [""]
    var digits: Int?
    var rest = Substring(text)
    while let next = rest.popFirst() {
      guard next == "%" else {
        parts[parts.count - 1].append(next)
        continue
      }
      if rest.first == "%" {
        rest.removeFirst()
        parts[parts.count - 1].append("%")
        continue
      }
      let width = rest.prefix { $0.isASCII && $0.isNumber }
      rest.removeFirst(width.count)
      guard rest.popFirst() == "d", digits == nil, width.count <= 2 else {
        throw UsageError(
          "-o expects at most one place for a number, such as %d or %04d, got '\(text)'",
          hint: "%% stands for a percent sign")
      }
      digits = Int(width) ?? 1
      parts.append("")
    }
    before = parts[0]
    after = parts.last!
    self.digits = digits
  }

  var isNumbered: Bool { digits != nil }

  /// The path with `number` in its place.
  func path(_ number: Int) -> String {
    guard let digits else { return before }
    let text = String(number)
    return before + String(repeating: "0", count: max(0, digits - text.count)) + text + after
  }
}
