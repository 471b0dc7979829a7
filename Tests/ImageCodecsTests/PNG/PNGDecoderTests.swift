import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct PNGDecoderTests {
  private static let signatureLength = 8

  private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bytes(UInt32(data.count)) + body + bytes(crc32(body))
  }

  private func bytes(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// The check of PNG's chunks, bit by bit.
  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { check, byte in
      (0..<8).reduce(check ^ UInt32(byte)) { check, _ in
        check >> 1 ^ (check & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }

  /// The chunks of a file, each changed by `change`, which gets name and data.
  private func rewritten(
    _ file: [UInt8], _ change: (String, [UInt8]) -> [UInt8]
  ) -> [UInt8] {
    var result = Array(file[..<Self.signatureLength])
    var place = Self.signatureLength
    while place < file.count {
      let length = file[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[(place + 4)..<(place + 8)], as: UTF8.self)
      result += change(name, Array(file[(place + 8)..<(place + 8 + length)]))
      place += 12 + length
    }
    return result
  }

  /// A palette of two colors for pixels of more: an error, and no black.
  @Test(arguments: [
    "pillow-palette-2.png", "pillow-palette-4.png", "pillow-palette-8.png",
    "netpbm-palette-2-interlaced.png", "magick-palette-4-interlaced.png",
    "netpbm-palette-8-interlaced.png", "pillow-palette-8-transparent.png",
  ])
  func indicesWithoutAColorAreErrors(_ name: String) throws {
    let file = rewritten(try ImageFile.golden(name)) { name, data in
      switch name {
      case "PLTE": chunk(name, Array(data.prefix(6)))
      case "tRNS": chunk(name, Array(data.prefix(2)))
      default: chunk(name, data)
      }
    }
    let error = #expect(throws: ImageError.self) { try ImageFile.decode(file) }
    #expect(error?.message.contains("has the palette index") == true)
    #expect(error?.message.hasSuffix("expected at most 1") == true)
  }

  /// Text is neither unpacked nor minded, except for its check.
  @Test func textIsPassedOver() throws {
    let file = try ImageFile.golden("pillow-rgb-8.png")
    func with(_ extra: [UInt8]) -> [UInt8] {
      rewritten(file) { name, data in (name == "IDAT" ? extra : []) + chunk(name, data) }
    }
    let plain = try ImageFile.decode(file)
    let texts = [
      chunk("zTXt", Array("key\0\0no deflated data".utf8)), chunk("tEXt", []),
      chunk("iTXt", [UInt8](repeating: 0x78, count: 9_000_000)),
    ]
    for text in texts {
      let scratch = try Scratch()
      let reader = ImageReader(try ByteReader(path: try scratch.write("a.png", with(text))))
      guard case .image(let image)? = try reader.next() else {
        Issue.record("no image")
        continue
      }
      var samples = [UInt8](repeating: 0, count: image.header.rowBytes * image.header.height)
      try samples.withUnsafeMutableBytes { try image.read(rows: image.header.height, into: $0) }
      #expect(samples == plain[0].samples)
      #expect(image.warning == nil)
    }
    var damaged = chunk("tEXt", Array("key\0text".utf8))
    damaged[damaged.count - 1] ^= 1
    #expect(throws: ImageError.self) { try ImageFile.decode(with(damaged)) }
  }
}
