import TestSupport
import Testing

@testable import TensorCore

@Suite struct HeldBytesTests {
  /// Parts of all sizes, across the pieces of memory and within one.
  @Test func givesBackWhatWasHeld() throws {
    var generator = SeededGenerator.forTest("held bytes")
    var (held, expected, taken) = (HeldBytes(), [UInt8](), [UInt8]())
    for _ in 0..<60 {
      let some = (0..<generator.integer(0...200_000)).map {
        UInt8(truncatingIfNeeded: $0 &* 31 >> 2)
      }
      try some.withUnsafeBytes { (bytes) throws(MemoryError) in try held.append(bytes) }
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
