/// Reads JSON (RFC 8259), strictly.
struct JSONParser {
  private var rest: Substring.UnicodeScalarView
  /// How many more values there may be: each takes many times the memory of its text.
  private var valuesLeft: Int
  /// Arrays and objects around the place where it reads.
  private var depth = 0

  init(_ text: String, atMost values: Int) {
    rest = Substring(text).unicodeScalars
    valuesLeft = values
  }

  /// The one value that the text is; nil if it is not one.
  mutating func parse() -> JSONValue? {
    guard let value = value() else { return nil }
    skipSpace()
    return rest.isEmpty ? value : nil
  }

  private mutating func value() -> JSONValue? {
    skipSpace()
    guard depth < 64, valuesLeft > 0, let next = rest.first else { return nil }
    depth += 1
    valuesLeft -= 1
    defer { depth -= 1 }
    switch next {
    case "{": return object()
    case "[": return array()
    case "\"": return string().map { .string($0) }
    case "t": return take("true") ? .bool(true) : nil
    case "f": return take("false") ? .bool(false) : nil
    case "n": return take("null") ? .null : nil
    default: return number()
    }
  }

  private mutating func object() -> JSONValue? {
    var members: [(String, JSONValue)] = []
    guard
      list(
        until: "}",
        { parser in
          parser.skipSpace()
          guard let name = parser.string() else { return false }
          parser.skipSpace()
          guard parser.take(":"), let value = parser.value() else { return false }
          members.append((name, value))
          return true
        })
    else { return nil }
    return .object(members)
  }

  private mutating func array() -> JSONValue? {
    var values: [JSONValue] = []
    guard
      list(
        until: "]",
        { parser in
          guard let value = parser.value() else { return false }
          values.append(value)
          return true
        })
    else { return nil }
    return .array(values)
  }

  /// Elements between the opening character, which comes next, and the closing one.
  private mutating func list(
    until end: Unicode.Scalar, _ element: (inout JSONParser) -> Bool
  ) -> Bool {
    rest.removeFirst()
    skipSpace()
    if rest.first == end {
      rest.removeFirst()
      return true
    }
    while element(&self) {
      skipSpace()
      guard let next = rest.popFirst() else { return false }
      if next == end { return true }
      guard next == "," else { return false }
    }
    return false
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var text = String.UnicodeScalarView()
    while let next = rest.popFirst() {
      switch next {
      case "\"": return String(text)
      case "\\":
        guard let escaped = escaped() else { return nil }
        text.append(escaped)
      case "\u{0}"..."\u{1F}": return nil
      default: text.append(next)
      }
    }
    return nil
  }

  private mutating func escaped() -> Unicode.Scalar? {
    guard let kind = rest.popFirst() else { return nil }
    switch kind {
    case "\"", "\\", "/": return kind
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "u": return codeUnits()
    default: return nil
    }
  }

  /// The character of `\uXXXX`, or of two of these that make one.
  private mutating func codeUnits() -> Unicode.Scalar? {
    guard let first = codeUnit() else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard take("\\u"), let second = codeUnit(), (0xDC00..<0xE000).contains(second) else {
      return nil
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func codeUnit() -> UInt32? {
    let digits = rest.prefix(4)
    rest = rest.dropFirst(4)
    guard digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else {
      return nil
    }
    return UInt32(String(digits), radix: 16)
  }

  /// `-12`, `1.5e+3`: no plus, no zeros in front, digits on both sides of the point.
  private mutating func number() -> JSONValue? {
    let start = rest
    _ = take("-")
    let isWhole = take("0") || takeDigits()
    guard isWhole else { return nil }
    var isInteger = true
    if take(".") {
      guard takeDigits() else { return nil }
      isInteger = false
    }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard takeDigits() else { return nil }
      isInteger = false
    }
    let text = String(start[..<rest.startIndex])
    guard isInteger else { return Double(text).map { .number($0) } }
    // Whole numbers beyond an Int keep all their digits.
    return Int(text).map { .integer($0) } ?? .literal(text)
  }

  /// Whether there was a digit.
  private mutating func takeDigits() -> Bool {
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest.dropFirst(digits.count)
    return !digits.isEmpty
  }

  private mutating func take(_ word: String) -> Bool {
    guard rest.starts(with: word.unicodeScalars) else { return false }
    rest = rest.dropFirst(word.unicodeScalars.count)
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { " \t\r\n".unicodeScalars.contains($0) } }
}

extension JSONValue {
  /// The value that a text is; nil if it is no JSON.
  ///
  /// - Parameter values: how many values it may consist of, where memory is a matter.
  public init?(parsing text: String, atMost values: Int = .max) {
    var parser = JSONParser(text, atMost: values)
    guard let value = parser.parse() else { return nil }
    self = value
  }

  public subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members.first { $0.0 == name }?.1 } else { nil }
  }

  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  public var integers: [Int]? {
    guard case .array(let values) = self else { return nil }
    let integers = values.compactMap(\.integer)
    return integers.count == values.count ? integers : nil
  }
}
