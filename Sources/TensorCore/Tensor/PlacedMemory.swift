/// Memory for elements that stays at one place for as long as this lives, and is written to again and
/// again; what is written once is a `PlacedArray`.
///
/// What uses `start` has to keep the memory alive, as an object does that has it for a property. Whoever
/// writes to a part of it holds the only use of that part; this is why it may be shared between
/// threads. It starts at a multiple of 64 bytes.
final class PlacedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
  /// In elements.
  let count: Int

  /// - Parameter count: how many elements; their contents are arbitrary.
  /// - Throws: `MemoryError` if the system does not give as much.
  init(count: Int) throws(MemoryError) {
    let byteCount = count * MemoryLayout<Element>.stride
    guard let bytes = OperatingSystem.allocate(byteCount: byteCount, alignment: 64) else {
      throw MemoryError(byteCount: byteCount)
    }
    start = bytes.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit { OperatingSystem.free(start) }
}
