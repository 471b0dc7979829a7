/// Bytes that are held until somebody takes them, in their order. Memory is taken in pieces as they come,
/// which are filled up.
package struct HeldBytes: Sendable {
  private var pieces: [Piece] = []
  /// Bytes that are held.
  private(set) var count = 0

  private struct Piece {
    let memory: PlacedMemory<UInt8>
    /// Of the bytes that have not been taken.
    var position = 0
    var end = 0

    var bytes: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: memory.start + position, count: end - position)
    }
    var room: UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(start: memory.start + end, count: memory.count - end)
    }
  }

  /// In bytes: what a wide pipe holds.
  private static var pieceSize: Int { 1 << 20 }

  package init() {}

  /// Memory that is in use, in bytes.
  var memory: Int { pieces.reduce(0) { $0 + $1.memory.count } }

  /// - Throws: `MemoryError`.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(MemoryError) {
    var left = bytes[...]
    while !left.isEmpty {
      let room = try room()
      let part = left.prefix(room.count)
      room.copyBytes(from: part)
      extend(by: part.count)
      left = left.dropFirst(part.count)
    }
  }

  /// Where the next bytes are to be put: room for one at least.
  ///
  /// - Throws: `MemoryError`.
  mutating func room() throws(MemoryError) -> UnsafeMutableRawBufferPointer {
    if pieces.last?.room.isEmpty ?? true {
      pieces.append(Piece(memory: try PlacedMemory(count: Self.pieceSize)))
    }
    return pieces[pieces.count - 1].room
  }

  /// Holds some bytes more, which have been put where there is room.
  mutating func extend(by some: Int) {
    pieces[pieces.count - 1].end += some
    count += some
  }

  /// The first of the bytes, as many as lie together: none if none are held.
  var first: UnsafeRawBufferPointer { pieces.first?.bytes ?? .empty }

  /// Takes away some bytes of `first`.
  mutating func take(_ some: Int) {
    guard some > 0 else { return }
    pieces[0].position += some
    count -= some
    if pieces[0].position == pieces[0].end { pieces.removeFirst() }
  }

  /// Calls `body` with all bytes in order, piece by piece.
  package func forEach(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    for piece in pieces { try body(piece.bytes) }
  }
}
