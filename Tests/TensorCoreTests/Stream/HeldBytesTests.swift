import TestSupport
import Testing

@testable import TensorCore

@Suite struct HeldBytesTests {
  /// Parts of all sizes, across the pieces of memory and within one.
  @Test func givesBackWhatWasHeld() throws {
    var generator = SeededGenerator.forTest("held bytes")
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: 400_000, alignment: 1)
    defer { source.deallocate() }
    for i in source.indices { source[i] = UInt8(truncatingIfNeeded: i &* 31 >> 2) }
    var (held, expected, taken) = (HeldBytes(), [UInt8](), [UInt8]())
    for _ in 0..<60 {
      let first = generator.integer(0...200_000)
      let some = UnsafeRawBufferPointer(
        rebasing: source[first..<first + generator.integer(0...200_000)])
      try held.append(some)
      expected += some
      var left = generator.integer(0...150_000)
      while left > 0, held.count > 0 {
        let bytes = held.first.prefix(left)
        taken += bytes
        left -= bytes.count
        held.take(bytes.count)
      }
      #expect(held.memory <= held.count + 2 << 20)
    }
    #expect(held.count == expected.count - taken.count)
    held.forEach { taken += $0 }
    #expect(taken == expected)
  }
}
