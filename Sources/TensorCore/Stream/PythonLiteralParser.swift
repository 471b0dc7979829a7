/// Reads the subset of Python literals that headers are made of: a dictionary of strings,
/// truth values, tuples of integers and the lists that describe structured types.
struct PythonLiteralParser {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Calls `value` after each key and its colon, to read what follows.
  mutating func parseDictionary(
    _ value: (_ key: String, _ parser: inout Self) throws(NPYHeaderError) -> Void
  ) throws(NPYHeaderError) {
    var seen: Set<String> = []
    try expect("{")
    while !take("}") {
      let key = try parseString()
      guard seen.insert(key).inserted else { throw .malformed("key '\(key)' comes twice") }
      try expect(":")
      try value(key, &self)
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == bytes.count else { throw .malformed("text after the dictionary") }
  }

  mutating func parseBool() throws(NPYHeaderError) -> Bool {
    switch parseWord() {
    case "True": return true
    case "False": return false
    default: throw .malformed("'fortran_order' is neither True nor False")
    }
  }

  mutating func parseTuple() throws(NPYHeaderError) -> [Int] {
    var lengths: [Int] = []
    guard take("(") else { throw .malformed("'shape' is not a tuple") }
    var commas = 0
    while !take(")") {
      lengths.append(try parseInteger())
      if take(",") {
        commas += 1
      } else {
        try expect(")")
        break
      }
    }
    // (5) is a number in parentheses, not a tuple.
    if lengths.count == 1, commas == 0 { throw .malformed("'shape' is not a tuple") }
    return lengths
  }

  /// The name of the element type; that of a structured type is its source text.
  mutating func parseDescriptor() throws(NPYHeaderError) -> String {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else {
      return try parseString()
    }
    let start = position
    var depth = 0
    repeat {
      switch bytes[position] {
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      default: break
      }
      position += 1
    } while depth > 0 && position < bytes.count
    // A message is one line.
    let shown = bytes[start..<min(position, start + 60)].map { max($0, UInt8(ascii: " ")) }
    let text = String(decoding: shown, as: UTF8.self)
    throw .unsupportedType("structured \(text)")
  }

  private mutating func parseString() throws(NPYHeaderError) -> String {
    skipSpace()
    _ = takeNext("u")
    guard position < bytes.count,
      bytes[position] == UInt8(ascii: "'")
        || bytes[position] == UInt8(ascii: "\"")
    else { throw .malformed("expected a quoted word at byte \(position) of the dictionary") }
    let quote = bytes[position]
    let start = position + 1
    position = start
    while position < bytes.count, bytes[position] != quote { position += 1 }
    // Python ends a line's words with it, and messages quote them.
    guard position < bytes.count, !bytes[start..<position].contains(where: { $0 < 0x20 })
    else { throw .malformed("a quoted word does not end") }
    defer { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func parseInteger() throws(NPYHeaderError) -> Int {
    skipSpace()
    let negative = takeNext("-")
    var digits = 0
    var value = 0
    while position < bytes.count, (48...57).contains(bytes[position]) {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(Int(bytes[position]) - 48)
      guard !overflow, !carry else { throw .malformed("a length in the shape is too large") }
      value = sum
      digits += 1
      position += 1
    }
    guard digits > 0 else { throw .malformed("'shape' holds something that is no integer") }
    // Python 2 wrote long integers with a suffix.
    _ = takeNext("L")
    return negative ? -value : value
  }

  private mutating func parseWord() -> String {
    skipSpace()
    let start = position
    while position < bytes.count, isLetter(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func expect(_ character: Character) throws(NPYHeaderError) {
    guard take(character) else {
      throw .malformed("expected '\(character)' at byte \(position) of the dictionary")
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    return takeNext(character)
  }

  private mutating func takeNext(_ character: Character) -> Bool {
    guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [9, 10, 12, 13, 32].contains(bytes[position]) { position += 1 }
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }
}
