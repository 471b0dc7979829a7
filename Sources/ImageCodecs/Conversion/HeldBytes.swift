import TensorCore

/// Bytes that are held until they can be written. Memory is taken as they come.
struct HeldBytes {
  private static let pieceBytes = 1 << 20
  private var pieces: [Storage] = []
  /// Bytes of all pieces that are in use: all but the end of the last piece.
  private var count = 0

  /// - Throws: `MemoryError`.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(MemoryError) {
    var left = bytes[...]
    while !left.isEmpty {
      let used = count % Self.pieceBytes
      if used == 0 { pieces.append(try Storage(byteCount: Self.pieceBytes)) }
      let part = left.prefix(Self.pieceBytes - used)
      pieces[pieces.count - 1].withBytes {
        UnsafeMutableRawBufferPointer(rebasing: $0[used...]).copyBytes(from: part)
      }
      count += part.count
      left = left.dropFirst(part.count)
    }
  }

  /// Calls `body` with all bytes in order, piece by piece.
  func forEach(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var left = count
    for piece in pieces {
      let used = min(left, Self.pieceBytes)
      try piece.withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<used])) }
      left -= used
    }
  }
}
