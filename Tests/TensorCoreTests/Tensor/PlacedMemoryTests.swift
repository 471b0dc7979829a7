import Testing

@testable import TensorCore

/// Memory that stays at one place.
@Suite struct PlacedMemoryTests {
  @Test func startsAtALineOfTheCache() throws {
    for count in [0, 1, 7, 1000] {
      let memory = try PlacedMemory<Double>(count: count)
      #expect(memory.count == count)
      #expect(Int(bitPattern: memory.start) % 64 == 0)
    }
  }

  @Test func holdsWhatIsWritten() throws {
    let memory = try PlacedMemory<Int16>(count: 1000)
    for i in 0..<1000 { memory.start[i] = Int16(i) }
    #expect((0..<1000).allSatisfy { memory.start[$0] == Int16($0) })
  }

  @Test func missingMemoryIsAnError() {
    let count = 1 << 58
    #expect(throws: MemoryError(byteCount: count * MemoryLayout<Float>.stride)) {
      try PlacedMemory<Float>(count: count)
    }
  }
}
