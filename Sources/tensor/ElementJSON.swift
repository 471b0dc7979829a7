import TensorCore

extension JSONValue {
  /// The text of an element as JSON writes it; what JSON has no number for is a string.
  static func element(_ text: String) -> JSONValue {
    switch text {
    case "True": .bool(true)
    case "False": .bool(false)
    case "nan", "inf", "-inf": .string(text)
    default: .literal(text)
    }
  }
}
