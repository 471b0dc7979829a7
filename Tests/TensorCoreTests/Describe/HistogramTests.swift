import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct HistogramTests {
  private func histogram(_ numbers: [Double], bins: Int) -> Histogram {
    var histogram = Histogram(bins: bins)
    for number in numbers { histogram.add(number) }
    return histogram
  }

  /// The smallest power of two for a width, tried from below, and a count bin by bin.
  private func plain(_ numbers: [Double], bins: Int) -> (
    start: Double, width: Double, counts: [Int]
  ) {
    let (low, high) = (numbers.min()!, numbers.max()!)
    var width = 0x1p-40
    while floor(high / width) - floor(low / width) + 1 > Double(bins) { width *= 2 }
    let first = floor(low / width)
    var counts = [Int](repeating: 0, count: Int(floor(high / width) - first) + 1)
    for number in numbers { counts[Int(floor(number / width) - first)] += 1 }
    return (first * width, width, counts)
  }

  @Test func countsAsAPlainOneDoesInAnyOrder() {
    var random = SeededGenerator.forTest("HistogramTests")
    for _ in 0..<200 {
      let scale = pow(2, Double(random.integer(-20...20)))
      let shift = Double(random.integer(-3...3))
      // Not all the same, and coarse enough for the widths that the plain one tries.
      let numbers =
        [shift * scale, (shift + 1) * scale]
        + (0..<random.integer(0...300)).map { _ in
          scale * (shift + Double(random.integer(-4000...4000)) / 256)
        }
      let bins = random.integer(4...40)
      let expected = plain(numbers, bins: bins)
      let found = histogram(numbers, bins: bins)
      #expect(found.width == expected.width)
      #expect(found.border(0) == expected.start)
      #expect(found.counts == expected.counts)
      #expect(found.counts.count <= bins)
      #expect(histogram(numbers.shuffled(using: &random), bins: bins) == found)
    }
  }

  @Test func holdsWhateverIsFinite() {
    let largest = Double.greatestFiniteMagnitude
    let least = Double.leastNonzeroMagnitude
    let wild = [largest, -largest, least, -least, 0, -0.0, 1, -1]
    let found = histogram(wild, bins: 4)
    #expect(found.width == 0x1p1023)
    #expect(found.border(1) == -0x1p1023)
    #expect(found.border(0) == -largest && found.border(4) == largest)
    #expect(found.counts == [1, 2, 4, 1])
    #expect(histogram([least, least], bins: 4).counts == [2])
    #expect(histogram([-least, least], bins: 4).counts == [1, 0, 1])
    #expect(histogram([largest, largest], bins: 4).counts == [2])
    #expect(histogram([], bins: 4).counts == [])
  }
}
