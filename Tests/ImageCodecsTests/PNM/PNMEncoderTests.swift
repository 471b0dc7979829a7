import ImageCodecs
import TestSupport
import Testing

@Suite struct PNMEncoderTests {
  private func encode(_ image: DecodedImage) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let encoder = try PNMEncoder(image.header) { bytes.append(contentsOf: $0) }
    for start in stride(from: 0, to: image.samples.count, by: image.header.rowBytes) {
      try image.samples[start..<(start + image.header.rowBytes)].withUnsafeBytes {
        try encoder.write($0)
      }
    }
    return bytes
  }

  /// The kind follows from channels and opacity, and any maxval is kept.
  @Test(arguments: [
    (1, false, "P5"), (3, false, "P6"), (2, true, "P7"), (4, true, "P7"), (2, false, "P7"),
    (7, false, "P7"),
  ])
  func decodesToWhatWasEncoded(_ channels: Int, _ hasAlpha: Bool, _ magic: String) throws {
    var generator = SeededGenerator.forTest("decodesToWhatWasEncoded")
    for maximum in [1, 100, 255, 256, 4000, 65535] {
      let header = ImageHeader(
        width: 5, height: 3, channels: channels, maximum: maximum, hasAlpha: hasAlpha)
      let samples = (0..<(15 * channels)).flatMap { _ in
        let sample = UInt16(generator.integer(0...maximum))
        return maximum > 255
          ? withUnsafeBytes(of: sample) { Array($0) } : [UInt8(sample)]
      }
      let image = DecodedImage(header: header, samples: samples)
      let bytes = try encode(image)
      #expect(String(decoding: bytes.prefix(2), as: UTF8.self) == magic)
      #expect(try ImageFile.decode(bytes) == [image])
    }
  }

  @Test func isWhatOthersWrite() throws {
    let file = try ImageFile.golden("pillow-rgb.ppm")
    #expect(try encode(ImageFile.decode(file)[0]) == file)
  }
}
