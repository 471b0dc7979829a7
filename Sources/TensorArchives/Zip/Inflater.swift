import CZlib
import TensorCore

/// Deflated data (RFC 1951), inflated a piece at a time.
final class Inflater {
  /// Bytes that `fill` takes at most.
  static let capacity = 1 << 18

  private let handle: OpaquePointer
  private let buffer: Storage
  /// What has been filled in and not been inflated.
  private var pending = 0..<0
  private(set) var isAtEnd = false

  /// - Throws: `MemoryError`.
  init() throws(MemoryError) {
    buffer = try Storage(byteCount: Self.capacity)
    // zlib's state and window.
    guard let handle = cinflater_create() else { throw MemoryError(byteCount: 1 << 16) }
    self.handle = handle
  }

  deinit { cinflater_destroy(handle) }

  var needsInput: Bool { pending.isEmpty }

  /// The next `count` deflated bytes: `body` writes them.
  func fill(
    _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(StreamError) -> Void
  ) throws(StreamError) {
    precondition(pending.isEmpty && count <= Self.capacity)
    try buffer.withBytes { (bytes) throws(StreamError) in
      try body(UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
    }
    pending = 0..<count
  }

  /// Returns how many bytes were made; nil if the data is not deflated.
  func inflate(into target: UnsafeMutableRawBufferPointer) -> Int? {
    var (taken, made) = (pending.count, target.count)
    let result = buffer.withBytes { bytes in
      cinflate(
        handle, bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + pending.lowerBound, &taken,
        target.baseAddress!.assumingMemoryBound(to: UInt8.self), &made)
    }
    guard result >= 0 else { return nil }
    pending.removeFirst(taken)
    isAtEnd = result == 1
    return made
  }
}
