extension FixedWidthInteger where Self: UnsignedInteger {
  /// All digits of a number, leading zeros too, in lower case.
  package var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
  }
}

extension Sequence<UInt8> {
  /// Bytes as messages show them: `89 50 4e 47`.
  package var hexadecimal: String { map(\.hexadecimal).joined(separator: " ") }
}
