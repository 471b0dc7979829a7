import ImageCodecs
import TestSupport
import Testing

@Suite struct PNGEncoderTests {
  /// Random images with smooth parts, whole rows at a time.
  private func samples(_ header: ImageHeader, _ generator: inout SeededGenerator) -> [UInt8] {
    let noise = generator.integer(1...255)
    var value = 0
    return (0..<(header.rowBytes * header.height)).map { _ in
      value += generator.integer(0...noise)
      return UInt8(truncatingIfNeeded: value / 8)
    }
  }

  private func encode(
    _ image: DecodedImage, level: Int = 6, threads: Int = 1, rows: Int
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let encoder = try PNGEncoder(image.header, level: level, threads: threads) {
      bytes.append(contentsOf: $0)
    }
    let step = rows * image.header.rowBytes
    for start in stride(from: 0, to: image.samples.count, by: step) {
      try image.samples[start..<min(start + step, image.samples.count)].withUnsafeBytes {
        try encoder.write($0)
      }
    }
    return bytes
  }

  @Test(arguments: 1...4, [255, 65535])
  func decodesToWhatWasEncoded(_ channels: Int, _ maximum: Int) throws {
    var generator = SeededGenerator.forTest("decodesToWhatWasEncoded")
    for (width, height) in [(1, 1), (1, 40), (40, 1), (5, 3), (17, 19), (130, 61)] {
      let header = ImageHeader(
        width: width, height: height, channels: channels, maximum: maximum,
        hasAlpha: channels % 2 == 0)
      let image = DecodedImage(header: header, samples: samples(header, &generator))
      for level in 0...9 {
        let bytes = try encode(image, level: level, rows: generator.integer(1...height))
        #expect(try ImageFile.decode(bytes) == [image], "\(width)x\(height), level \(level)")
      }
    }
  }

  /// Some parts of 256 KiB, with ends inside rows, and rows longer than a part.
  @Test(arguments: [(701, 601), (100_003, 9), (262_143, 4), (65_535, 4), (3, 90_000)])
  func theNumberOfThreadsDoesNotMatter(_ width: Int, _ height: Int) throws {
    var generator = SeededGenerator.forTest("theNumberOfThreadsDoesNotMatter")
    let header = ImageHeader(width: width, height: height, channels: 3, maximum: 255)
    let image = DecodedImage(header: header, samples: samples(header, &generator))
    let expected = try encode(image, level: 3, threads: 1, rows: height)
    #expect(try ImageFile.decode(expected) == [image])
    for threads in [2, 3, 8] {
      let rows = generator.integer(1...height)
      let isSame = try encode(image, level: 3, threads: threads, rows: rows) == expected
      #expect(isSame, "\(threads) threads, \(rows) rows at a time")
    }
  }
}
