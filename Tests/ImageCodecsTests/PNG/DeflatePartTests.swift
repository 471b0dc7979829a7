import ImageCodecs
import TestSupport
import Testing

/// The choice between repetitions and runs, seen by the size of whole images.
@Suite struct DeflatePartTests {
  private func size(
    _ level: Int, _ sample: (_ x: Int, _ y: Int, inout SeededGenerator) -> Int
  ) throws -> Int {
    var generator = SeededGenerator(seed: 11)
    let header = ImageHeader(width: 1024, height: 600, channels: 1, maximum: 255)
    var rows: [UInt8] = []
    for y in 0..<600 {
      for x in 0..<1024 { rows.append(UInt8(truncatingIfNeeded: sample(x, y, &generator))) }
    }
    var count = 0
    let encoder = try PNGEncoder(header, level: level) { count += $0.count }
    try rows.withUnsafeBytes { try encoder.write($0) }
    return count
  }

  /// A tile of noise again and again: repetitions are all there is to find.
  @Test func repetitionsAreFound() throws {
    let tile = { () -> [Int] in
      var generator = SeededGenerator(seed: 5)
      return (0..<4096).map { _ in generator.integer(0...255) }
    }()
    let tiled = try size(6) { x, y, _ in tile[(y % 8) * 512 + x % 512] }
    #expect(tiled < 1024 * 600 / 20, "\(tiled)")
  }

  /// Noise of a few values: nothing repeats, and coding gets near to its entropy of 2 bits.
  @Test func noiseIsCoded() throws {
    let noise = try size(6) { x, _, generator in x / 16 + generator.integer(0...3) }
    #expect(noise < 1024 * 600 * 36 / 80, "\(noise)")
    let stored = try size(0) { x, _, generator in x / 16 + generator.integer(0...3) }
    #expect(stored > 1024 * 600 && stored < 1024 * 600 + 4000)
  }
}
