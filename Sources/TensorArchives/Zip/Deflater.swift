import CZlib
import TensorCore

/// Deflates data (RFC 1951) a piece at a time, at zlib's default level.
final class Deflater {
  private let handle: OpaquePointer
  private let buffer: Storage
  private static let capacity = 1 << 18

  /// - Throws: `MemoryError`.
  init() throws(MemoryError) {
    buffer = try Storage(byteCount: Self.capacity)
    // zlib's state at its default level.
    guard let handle = cdeflater_create() else { throw MemoryError(byteCount: 1 << 18) }
    self.handle = handle
  }

  deinit { cdeflater_destroy(handle) }

  /// Deflates `source`, and what is still to come with `last`; `body` gets what has been made.
  func deflate(
    _ source: UnsafeRawBufferPointer, last: Bool = false,
    _ body: (UnsafeRawBufferPointer) throws(StreamError) -> Void
  ) throws(StreamError) {
    var rest = source[...]
    try buffer.withBytes { (bytes) throws(StreamError) in
      var isDone = false
      repeat {
        var (taken, made) = (rest.count, bytes.count)
        let isAtEnd =
          cdeflate(
            handle,
            UnsafeRawBufferPointer(rebasing: rest).baseAddress?.assumingMemoryBound(to: UInt8.self),
            &taken, last ? 1 : 0, bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), &made)
          == 1
        rest = rest.dropFirst(taken)
        if made > 0 { try body(UnsafeRawBufferPointer(rebasing: bytes[..<made])) }
        isDone = last ? isAtEnd : rest.isEmpty && made < bytes.count
      } while !isDone
    }
  }
}
