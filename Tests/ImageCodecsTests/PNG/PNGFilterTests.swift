import ImageCodecs
import TestSupport
import Testing

@Suite struct PNGFilterTests {
  /// The specification's words, byte by byte.
  private func filtered(_ filter: UInt8, _ row: [Int], _ above: [Int], _ distance: Int) -> [Int] {
    row.indices.map { i in
      let a = i < distance ? 0 : row[i - distance]
      let b = above[i]
      let c = i < distance ? 0 : above[i - distance]
      let prediction: Int
      switch filter {
      case 0: prediction = 0
      case 1: prediction = a
      case 2: prediction = b
      case 3: prediction = (a + b) / 2
      default:
        let p = a + b - c
        let order = [(abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c)]
        prediction = order.min { ($0.0, $0.1) < ($1.0, $1.1) }!.2
      }
      return (row[i] - prediction) & 255
    }
  }

  private func magnitude(_ bytes: [Int]) -> Int { bytes.reduce(0) { $0 + min($1, 256 - $1) } }

  @Test func choosesTheSmallestSum() {
    var generator = SeededGenerator.forTest("choosesTheSmallestSum")
    var seen: Set<UInt8> = []
    for _ in 0..<400 {
      let distance = generator.pick([1, 2, 3, 4, 6, 8])
      let count = generator.pick([1, 15, 16, 17, 33, 100, 4096 + 7]) * distance
      let kind = generator.integer(0...4)
      var row: [Int] = []
      let above = (0..<count).map { generator.integer(kind == 2 ? 0...255 : 0...($0 % 200 + 1)) }
      for i in 0..<count {
        let left = i < distance ? 0 : row[i - distance]
        let base = [0, left, above[i], (left + above[i]) / 2, left + above[i] / 8][kind]
        row.append((base + generator.integer(0...3)) & 255)
      }
      let margin = [UInt8](repeating: 0, count: PNGFilter.margin)
      let bytes = margin + row.map { UInt8($0) }
      let bytesAbove = margin + above.map { UInt8($0) }
      var result = [UInt8](repeating: 0xAA, count: count + 2)
      bytes.withUnsafeBufferPointer { row in
        bytesAbove.withUnsafeBufferPointer { above in
          PNGFilter.write(
            row.baseAddress! + margin.count, above: above.baseAddress! + margin.count,
            count: count, distance: distance, to: &result)
        }
      }
      let all = (0..<5).map { filtered(UInt8($0), row, above, distance) }
      let sums = all.map(magnitude)
      let best = sums.firstIndex(of: sums.min()!)!
      #expect(result[0] == best)
      #expect(result[1...count].map { Int($0) } == all[best])
      #expect(result[count + 1] == 0xAA)
      seen.insert(result[0])
    }
    #expect(seen == [0, 1, 2, 3, 4])
  }
}
