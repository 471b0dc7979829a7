import CZlib
import TensorCore

/// A stream of bytes, deflated in parts of a fixed size, several at a time.
///
/// Each part starts from the 32 KiB before it, and ends at a byte, so that the parts, one after
/// the other, are one deflate stream (RFC 1951). The cuts do not depend on the number of
/// threads, and so neither do the bytes.
struct DeflateParts {
  /// Bytes of one part: large enough that starting one costs nothing that can be measured.
  static let partSize = 1 << 18
  /// As far back as deflate refers.
  private static let windowSize = 1 << 15

  private let level: Int
  private let threads: Int
  /// The window, then what has not been deflated.
  private var buffer: Storage
  private var windowCount = 0
  private var pendingCount = 0
  private var results: Storage
  private let bound = cdeflate_bound(partSize)

  /// - Parameter reserve: bytes that will be appended at a time.
  init(level: Int, threads: Int, reserve: Int) throws {
    self.level = level
    self.threads = threads
    buffer = try Storage(byteCount: Self.windowSize + Self.partSize + reserve)
    results = try Storage(byteCount: bound * (reserve / Self.partSize + 2))
  }

  /// Appends `count` bytes, no more than were reserved: `fill` writes them.
  mutating func append(_ count: Int, _ fill: (Storage, _ offset: Int) -> Void) {
    let offset = windowCount + pendingCount
    precondition(offset + count <= buffer.byteCount)
    fill(buffer, offset)
    pendingCount += count
  }

  /// Deflates the parts that are whole, and with `last` the rest; `body` gets the parts in
  /// order.
  mutating func drain(
    last: Bool, _ body: (UnsafeRawBufferPointer, _ isLast: Bool) throws -> Void
  ) throws {
    // Only the end of the stream shows which part is the last: one byte stays back.
    let parts =
      last
      ? (pendingCount + Self.partSize - 1) / Self.partSize
      : max(0, pendingCount - 1) / Self.partSize
    guard parts > 0 else { return }
    let counts = try deflate(parts, last: last)
    for (part, count) in counts.enumerated() {
      guard count > 0 else { throw MemoryError(byteCount: 1 << 18) }
      try results.withBytes {
        try body(
          UnsafeRawBufferPointer(rebasing: $0[(part * bound)...].prefix(count)),
          last && part == parts - 1)
      }
    }
    slide(by: min(pendingCount, parts * Self.partSize))
  }

  /// Bytes that each part deflated to.
  private func deflate(_ parts: Int, last: Bool) throws -> [Int] {
    let (buffer, results) = (buffer, results)
    let (windowCount, pendingCount, bound, level) = (windowCount, pendingCount, bound, level)
    let counts = try Storage(byteCount: parts * MemoryLayout<Int>.stride)
    runParts(parts, threads: threads) { part in
      let start = windowCount + part * Self.partSize
      let count = min(Self.partSize, windowCount + pendingCount - start)
      let written = buffer.withBytes { bytes in
        results.withBytes { target in
          let job = DeflatePart(
            bytes: bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + start,
            before: min(start, Self.windowSize), count: count, level: level,
            target: target.baseAddress!.assumingMemoryBound(to: UInt8.self) + part * bound,
            capacity: bound)
          return job.run(last: last && part == parts - 1)
        }
      }
      counts.withBytes {
        $0.storeBytes(of: written, toByteOffset: part * MemoryLayout<Int>.stride, as: Int.self)
      }
    }
    return counts.withBytes { Array($0.bindMemory(to: Int.self).prefix(parts)) }
  }

  /// What has been deflated becomes the window.
  private mutating func slide(by count: Int) {
    let end = windowCount + count
    let window = min(end, Self.windowSize)
    pendingCount -= count
    buffer.withBytes { bytes in
      let base = bytes.baseAddress!
      base.copyMemory(from: base + (end - window), byteCount: window + pendingCount)
    }
    windowCount = window
  }
}
