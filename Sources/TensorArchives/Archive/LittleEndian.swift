// Numbers as zip and safetensors store them.
extension [UInt8] {
  /// The little-endian number of `size` bytes, 8 at most, at `offset`.
  func number(at offset: Int, _ size: Int) -> UInt64 {
    (0..<size).reversed().reduce(0) { $0 << 8 | UInt64(self[offset + $1]) }
  }

  mutating func append(number: some FixedWidthInteger & UnsignedInteger) {
    for byte in 0..<(number.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }
}
