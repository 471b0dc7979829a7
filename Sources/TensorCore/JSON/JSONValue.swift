/// A value written as JSON, on one line.
public indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Infinities and NaN, for which JSON has no number, become strings.
  case number(Double)
  case string(String)
  /// Text that is JSON already.
  case literal(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  public var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "\"\(value)\""
    case .string(let value): Self.quoted(value)
    case .literal(let text): text
    case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0)): \($1.text)" }.joined(separator: ", "))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
