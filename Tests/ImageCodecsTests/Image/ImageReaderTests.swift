import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct ImageReaderTests {
  @Test func thereAreGoldenImages() { #expect(ImageFile.golden.count >= 90) }

  /// What Pillow and OpenCV decode: see Tests/Golden/make_images.py.
  @Test(arguments: ImageFile.golden)
  func decodesAsOthersDo(_ name: String) throws {
    let expected = try TensorReader.readOnly(path: Golden.path("images/\(name).npy"))
    let actual = try ImageFile.tensor(ImageFile.golden(name)) {
      $0.scale = ElementScale(elementType: expected.elementType)
    }
    #expect(Comparison.difference(actual, expected) == nil)
  }

  /// As many rows at a time as one likes.
  @Test(arguments: ImageFile.golden)
  func rowsAtATimeDoNotMatter(_ name: String) throws {
    let bytes = try ImageFile.golden(name)
    let expected = try ImageFile.decode(bytes, rows: 1)
    #expect(try ImageFile.decode(bytes, rows: 4) == expected)
    #expect(try ImageFile.decode(bytes, rows: 1000) == expected)
  }

  @Test func imagesFollowEachOtherInAnyMixture() throws {
    let names =
      ["pillow-palette-4.png", "netpbm-plain-3.ppm", "netpbm-bits.pbm"]
      + ["netpbm-grey-16-interlaced.png", "netpbm-4-channels-255.pam", "pillow-grey.pgm"]
    let files = try names.map { try ImageFile.golden($0) }
    let expected = try files.flatMap { try ImageFile.decode($0) }
    #expect(try ImageFile.decode(Array(files.joined())) == expected)
    #expect(expected.count == names.count)
  }

  @Test(arguments: [
    "pillow-palette-8-transparent.png", "opencv-rgb-16.png", "netpbm-rgb-8-interlaced.png",
    "netpbm-65535.ppm", "netpbm-4-channels-255.pam", "netpbm-bits.pbm", "pillow-one-pixel.png",
  ])
  func everyCutIsNoticed(_ name: String) throws {
    let bytes = try ImageFile.golden(name)
    for count in 1..<bytes.count {
      let error = #expect(throws: ImageError.self) {
        try ImageFile.decode(Array(bytes[..<count]))
      }
      #expect(error?.message.contains("\n") == false)
    }
  }

  /// Text cannot show that its last number lost digits.
  @Test func cutsOfTextAreNoticedBeforeTheLastNumber() throws {
    let bytes = try ImageFile.golden("netpbm-plain-3.ppm")
    let last = bytes.lastIndex { (0x30...0x39).contains($0) }!
    for count in 1..<last {
      #expect(throws: ImageError.self) { try ImageFile.decode(Array(bytes[..<count])) }
    }
  }

  /// Chunks of a PNG have checks, so a changed byte anywhere is noticed.
  @Test(arguments: ["pillow-grey-8-transparent.png", "netpbm-palette-2-interlaced.png"])
  func everyChangedByteOfAPNGIsNoticed(_ name: String) throws {
    var generator = SeededGenerator.forTest("everyChangedByteOfAPNGIsNoticed")
    let bytes = try ImageFile.golden(name)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= UInt8(generator.integer(1...255))
      #expect(throws: ImageError.self) { try ImageFile.decode(changed) }
    }
  }

  /// Whatever the bytes are, the reader ends with an image or an error of its own.
  @Test func noBytesCrash() throws {
    var generator = SeededGenerator.forTest("noBytesCrash")
    let names = ImageFile.golden.filter { !$0.hasSuffix(".png") }
    for _ in 0..<600 {
      var bytes = try ImageFile.golden(generator.pick(names))
      for _ in 0..<generator.integer(1...4) {
        bytes[generator.integer(0...min(bytes.count - 1, 40))] = UInt8(generator.integer(0...255))
      }
      do {
        _ = try ImageFile.decode(bytes, limits: ImageLimits(width: 500, height: 500))
      } catch let error as ImageError {
        #expect(!error.message.isEmpty)
      }
    }
  }

  @Test func unknownFormatsAreNamed() throws {
    #expect(throws: ImageError.noImage(stream: "x").self) { throw ImageError.noImage(stream: "x") }
    let jpeg = #expect(throws: ImageError.self) {
      try ImageFile.decode([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49])
    }
    #expect(jpeg?.message.hasSuffix("starts with ff d8 ff e0 00 10 4a 46") == true)
    #expect(jpeg?.hint?.contains("JPEG") == true)
    let tensor = #expect(throws: ImageError.self) {
      try ImageFile.decode(try Tensor.of([1], [1]).npy)
    }
    #expect(tensor?.hint?.contains("tensor") == true)
    #expect(throws: ImageError.self) { try ImageFile.decode([]) }
  }

  @Test func limitsAreKept() throws {
    let png = try ImageFile.golden("opencv-rgb-8.png")
    let pgm = try ImageFile.golden("pillow-grey.pgm")
    for bytes in [png, pgm] {
      #expect(try ImageFile.decode(bytes, limits: ImageLimits(width: 13, height: 11)).count == 1)
      let wide = #expect(throws: ImageError.self) {
        try ImageFile.decode(bytes, limits: ImageLimits(width: 12, height: 11))
      }
      #expect(wide?.message.hasSuffix("13 pixels wide, expected at most 12") == true)
      let high = #expect(throws: ImageError.self) {
        try ImageFile.decode(bytes, limits: ImageLimits(width: 13, height: 10))
      }
      #expect(high?.message.hasSuffix("11 pixels high, expected at most 10") == true)
    }
    let interlaced = try ImageFile.golden("netpbm-rgb-8-interlaced.png")
    let held = 13 * 11 * 3
    #expect(
      try ImageFile.decode(interlaced, limits: ImageLimits(heldBytes: held)).count == 1)
    #expect(throws: ImageError.self) {
      try ImageFile.decode(interlaced, limits: ImageLimits(heldBytes: held - 1))
    }
  }
}
