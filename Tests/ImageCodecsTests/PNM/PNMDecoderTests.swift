import ImageCodecs
import TestSupport
import Testing

@Suite struct PNMDecoderTests {
  private func decode(_ text: String) throws -> DecodedImage {
    try #require(try ImageFile.decode(Array(text.utf8)).first)
  }

  @Test func textMayBeSpacedAndCommentedAtWill() throws {
    let image = try decode("P2#c\n 2\t2 # d\n\n7\r\n0 #e 9\n1\n2\n\n  7")
    #expect(image.header == ImageHeader(width: 2, height: 2, channels: 1, maximum: 7))
    #expect(image.samples == [0, 1, 2, 7])
  }

  /// What follows the last number is not the start of another image.
  @Test(arguments: [
    "#e", "#e\n", " # e\n", "\n#e\n\n# P2\n\t", "#" + String(repeating: "e", count: 200_000),
  ])
  func textMayEndInComments(_ end: String) throws {
    let image = "P3 1 1 255 1 2 3" + end
    #expect(try decode(image).samples == [1, 2, 3])
    guard end.last!.isWhitespace else { return }
    let two = try ImageFile.decode(Array((image + "P1 1 1 1" + end + "P5 1 1 9 \u{7}").utf8))
    #expect(two.map(\.samples) == [[1, 2, 3], [0], [7]])
    // Samples that are no text have no comments.
    #expect(throws: ImageError.self) { try decode("P5 1 1 9 \u{7}" + end) }
  }

  /// 1 is black in a bitmap, and its digits may stand together.
  @Test func bitmapsAreInverted() throws {
    #expect(try decode("P1 3 2 011\n1 0 0").samples == [1, 0, 0, 0, 1, 1])
    #expect(try decode("P4 3 2\n\u{60}\u{1F}").samples == [1, 0, 0, 1, 1, 1])
  }

  @Test func samplesAboveTheMaxvalAreRefused() throws {
    for text in ["P2 1 1 7 8", "P5 1 1 7\n\u{8}", "P5 2 1 300\n\u{1}\u{2C}\u{1}\u{2D}"] {
      let error = #expect(throws: ImageError.self) { try decode(text) }
      #expect(error?.message.contains("maxval") == true)
    }
    #expect(try decode("P5 2 1 300\n\u{1}\u{2C}\u{1}\u{2B}").samples.count == 4)
  }

  @Test(arguments: [
    ("P5 0 1 255\n", "width 0, expected 1 to"), ("P5 1 0 255\n", "height 0"),
    ("P5 1 1 0\n", "maxval 0, expected 1 to 65535"), ("P5 1 1 65536\n", "maxval 65536"),
    ("P5 -1 1 255\n", "width -1"), ("P5 x 1 255\n", "width 'x', expected a number"),
    ("P2 2 1 255 1 z", "'z' in row 0"), ("P7\nWIDTH 1\nENDHDR\n", "no header line DEPTH"),
    ("P7\nWIDTH 1\nBREADTH 2\n", "header line 'BREADTH 2'"),
    ("P7\nWIDTH one\n", "width 'one'"), ("P5 99999999999999999999999 1 255\n", "width"),
  ])
  func badHeadersSayWhatIsWrong(_ text: String, _ part: String) throws {
    let error = #expect(throws: ImageError.self) { try decode(text) }
    #expect(error?.message.contains(part) == true, "\(String(describing: error?.message))")
  }

  @Test func aHeaderWithoutEndIsRefused() throws {
    let endless = Array("P5 #".utf8) + [UInt8](repeating: 0x78, count: 1 << 20)
    let error = #expect(throws: ImageError.self) { try ImageFile.decode(endless) }
    #expect(error?.message.contains("more than 65536 bytes") == true)
  }

  @Test func pamHasAnyNumberOfChannels() throws {
    let text = "P7\n# c\nHEIGHT 1\nWIDTH 2\n\nMAXVAL 9\nDEPTH 5\nTUPLTYPE MINE\nENDHDR\n"
    let image = try #require(try ImageFile.decode(Array(text.utf8) + (0..<10)).first)
    #expect(image.header == ImageHeader(width: 2, height: 1, channels: 5, maximum: 9))
    #expect(image.samples == Array(0..<10))
  }
}
