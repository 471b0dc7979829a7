/// The header of a PNM or PAM image, P1 to P7.
struct PNMHeader: Equatable {
  enum Encoding: Equatable {
    /// Numbers as text.
    case text
    /// One bit a sample, rows padded to whole bytes, 1 is black.
    case bits
    /// One byte a sample, or two with the higher first where the maxval exceeds 255.
    case binary
  }

  /// As messages name it: `PGM (P5)`.
  var format: String
  var encoding: Encoding
  /// Whether 1 is black and 0 is white.
  var isInverted: Bool
  var image: ImageHeader

  /// Longest header that is read; comments are part of it.
  static let longest = 1 << 16
  private static let names = ["PBM", "PGM", "PPM", "PBM", "PGM", "PPM", "PAM"]

  /// Reads the header at the start of `bytes`.
  ///
  /// - Returns: the header and its length in bytes; nil if `bytes` end before it does.
  static func parse(_ bytes: UnsafeRawBufferPointer) throws(PNMError) -> (PNMHeader, Int)? {
    let digit = Int(bytes[1]) - 0x30
    let format = "\(names[digit - 1]) (P\(digit))"
    var scanner = PNMHeaderScanner(bytes: bytes, position: 2, format: format)
    return digit == 7
      ? try parsePAM(&scanner)
      : try parsePNM(&scanner, kind: (digit - 1) % 3, isText: digit <= 3)
  }

  /// Width, height and, but for bitmaps, maxval; then one white space.
  private static func parsePNM(
    _ scanner: inout PNMHeaderScanner, kind: Int, isText: Bool
  ) throws(PNMError) -> (PNMHeader, Int)? {
    guard let width = try scanner.number("width", in: 1...Int(Int32.max)),
      let height = try scanner.number("height", in: 1...Int(Int32.max))
    else { return nil }
    var maximum = 1
    if kind > 0 {
      guard let maxval = try scanner.number("maxval", in: 1...65535) else { return nil }
      maximum = maxval
    }
    guard scanner.skipOneSpace() else { return nil }
    let header = PNMHeader(
      format: scanner.format, encoding: isText ? .text : kind == 0 ? .bits : .binary,
      isInverted: kind == 0,
      image: ImageHeader(
        width: width, height: height, channels: kind == 2 ? 3 : 1, maximum: maximum))
    return (header, scanner.position)
  }

  /// Lines of a name and a value in any order, up to ENDHDR.
  private static func parsePAM(
    _ scanner: inout PNMHeaderScanner
  ) throws(PNMError) -> (PNMHeader, Int)? {
    var numbers: [String: Int] = [:]
    var tupleType = ""
    guard scanner.skipOneSpace() else { return nil }
    while true {
      guard let line = scanner.line() else { return nil }
      guard let name = line.first, !name.hasPrefix("#") else { continue }
      if name == "ENDHDR" { break }
      switch name {
      case "WIDTH", "HEIGHT", "DEPTH", "MAXVAL":
        let field = name.lowercased()
        guard line.count == 2, let value = Int(line[1]) else {
          throw .badNumber(
            format: scanner.format, field: field, found: line.dropFirst().joined(separator: " "))
        }
        let range = 1...(name == "MAXVAL" ? 65535 : name == "DEPTH" ? 65536 : Int(Int32.max))
        guard range.contains(value) else {
          throw .outOfRange(
            format: scanner.format, field: field, found: value, expected: range)
        }
        numbers[name] = value
      case "TUPLTYPE": tupleType += line.dropFirst().joined(separator: " ")
      default: throw .unknownPAMLine(line.joined(separator: " "))
      }
    }
    func need(_ name: String) throws(PNMError) -> Int {
      guard let value = numbers[name] else { throw .missingPAMLine(name) }
      return value
    }
    let channels = try need("DEPTH")
    let image = ImageHeader(
      width: try need("WIDTH"), height: try need("HEIGHT"), channels: channels,
      maximum: try need("MAXVAL"), hasAlpha: channels > 1 && tupleType.hasSuffix("_ALPHA"))
    let header = PNMHeader(
      format: scanner.format, encoding: .binary, isInverted: false, image: image)
    return (header, scanner.position)
  }
}

/// Words and lines of a header that may not have arrived whole: nil means that bytes are missing.
struct PNMHeaderScanner {
  let bytes: UnsafeRawBufferPointer
  var position: Int
  let format: String

  /// The next number, after white space and comments. It has ended only when a byte follows.
  mutating func number(
    _ field: String, in range: ClosedRange<Int>
  ) throws(PNMError) -> Int? {
    guard skipSpaceAndComments() else { return nil }
    let rest = bytes[position...]
    // What is no number is shown up to a length that fits a line.
    guard let end = rest.prefix(20).firstIndex(where: { isSpace($0) || $0 == 0x23 }) else {
      guard rest.count >= 20 else { return nil }
      throw .badNumber(format: format, field: field, found: text(rest.prefix(20)))
    }
    guard let value = Int(text(rest[..<end])), rest[position] != 0x2B else {
      throw .badNumber(format: format, field: field, found: text(rest[..<end]))
    }
    guard range.contains(value) else {
      throw .outOfRange(format: format, field: field, found: value, expected: range)
    }
    position = end
    return value
  }

  /// The single white space between header and samples; a comment before it counts with it.
  mutating func skipOneSpace() -> Bool {
    while position < bytes.count, bytes[position] == 0x23 {
      guard let end = bytes[position...].firstIndex(of: 0x0A) else { return false }
      position = end
    }
    guard position < bytes.count else { return false }
    position += 1
    return true
  }

  /// The words of the next line.
  mutating func line() -> [String]? {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else { return nil }
    let words = bytes[position..<end].split(whereSeparator: isSpace).map { text($0) }
    position = end + 1
    return words
  }

  private mutating func skipSpaceAndComments() -> Bool {
    while position < bytes.count {
      if isSpace(bytes[position]) {
        position += 1
      } else if bytes[position] == 0x23 {
        guard let end = bytes[position...].firstIndex(of: 0x0A) else { return false }
        position = end + 1
      } else {
        return true
      }
    }
    return false
  }

  private func text(_ bytes: some Sequence<UInt8>) -> String {
    let shown = bytes.map { (0x20..<0x7F).contains($0) ? $0 : 0x3F }
    return String(decoding: shown, as: UTF8.self)
  }
}
