import Testing

@testable import TensorCore

/// Arrays that stay at one place.
@Suite struct PlacedArrayTests {
  private final class Counted: Sendable {}

  @Test func elementsAreThereInTheirOrder() {
    for count in [0, 1, 7, 1000] {
      let elements = (0..<count).map { 3 * $0 - 5 }
      let placed = PlacedArray(elements)
      #expect(placed.count == count && Array(placed.buffer) == elements)
      #expect(placed.buffer.baseAddress == placed.start)
      #expect((0..<count).allSatisfy { placed.start[$0] == elements[$0] })
    }
  }

  @Test func elementsAreMadeWhereTheyStay() throws {
    for count in [0, 1, 7, 1000] {
      let placed = try PlacedArray<Float>(count: count) {
        for i in 0..<count { ($0 + i).initialize(to: Float(i)) }
      }
      #expect(Array(placed.buffer) == (0..<count).map(Float.init))
      #expect(Int(bitPattern: placed.start) % 64 == 0)
    }
  }

  @Test func missingMemoryIsAnError() {
    let count = 1 << 58
    #expect(throws: MemoryError(byteCount: count * MemoryLayout<Float>.stride)) {
      try PlacedArray<Float>(count: count) { _ in Issue.record("there is no such memory") }
    }
  }

  @Test func elementsLiveAsLongAsTheArray() {
    weak var element: Counted?
    var placed: PlacedArray<Counted>?
    do {
      let strong = Counted()
      element = strong
      placed = PlacedArray([strong])
    }
    #expect(element != nil && placed?.count == 1)
    placed = nil
    #expect(element == nil)
  }
}
