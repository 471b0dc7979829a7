import ImageCodecs
import TensorCore
import TestSupport
import Testing

/// Keeps the images that are drawn.
private final class Album: ImageOutput {
  private(set) var images: [DecodedImage] = []
  private(set) var ended = 0

  private final class Page: ImageEncoder {
    let header: ImageHeader
    var samples: [UInt8] = []
    let finish: (DecodedImage) -> Void

    init(_ header: ImageHeader, finish: @escaping (DecodedImage) -> Void) {
      self.header = header
      self.finish = finish
    }

    func write(_ rows: UnsafeRawBufferPointer) {
      samples.append(contentsOf: rows)
      if samples.count == header.rowBytes * header.height {
        finish(DecodedImage(header: header, samples: samples))
      }
    }
  }

  func begin(_ header: ImageHeader) -> any ImageEncoder {
    Page(header) { [unowned self] in images.append($0) }
  }

  func end() { ended += 1 }
}

@Suite struct DrawingTests {
  private func draw(
    _ tensor: Tensor, _ change: (inout DrawingOptions) -> Void = { _ in }
  ) throws -> (images: [DecodedImage], nanCount: Int) {
    let scratch = try Scratch()
    let reader = try TensorReader(path: try scratch.write("in.npy", tensor.npy))
    var options = DrawingOptions()
    change(&options)
    let album = Album()
    let array = try #require(try reader.next())
    let nanCount = try Drawing(options).apply(array, number: 0, to: album) { _ in }
    #expect(album.images.count == album.ended)
    return (album.images, nanCount)
  }

  private func samples16(_ image: DecodedImage) -> [UInt16] {
    image.samples.withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
  }

  @Test(arguments: 1...4)
  func drawsChannelsAsTheyAre(_ channels: Int) throws {
    let values = (0..<(6 * channels)).map { Double($0 * 7) }
    let stored = try draw(try .of(values, [2, 3, channels], .uint8)).images
    #expect(stored.count == 1)
    #expect(stored[0].samples == values.map { UInt8($0) })
    #expect(
      stored[0].header
        == ImageHeader(
          width: 3, height: 2, channels: channels, maximum: 255, hasAlpha: channels % 2 == 0))
    let deep = try draw(try .of(values.map { $0 * 257 }, [2, 3, channels], .uint16)).images
    #expect(samples16(deep[0]) == values.map { UInt16($0) * 257 })
    let spread = try draw(try .of(values, [2, 3, channels], .uint8)) { $0.bits = 16 }.images
    #expect(spread == deep)
  }

  @Test func drawsEachImageOfABatch() throws {
    let values = (0..<24).map { Double($0) / 23 }
    let batch = try draw(try .of(values, [4, 2, 3, 1], .float64)).images
    let single = try (0..<4).map {
      try draw(try .of(Array(values[($0 * 6)..<($0 * 6 + 6)]), [2, 3], .float64)).images[0]
    }
    #expect(batch == single)
    #expect(try draw(try .of([], [0, 2, 3, 1])).images.isEmpty)
  }

  @Test func takesOtherLayouts() throws {
    let planes = try Tensor.of((0..<12).map(Double.init), [3, 2, 2], .uint8)
    let layout = try DataLayout("NCHW", dims: 2)
    let image = try draw(planes) { $0.layout = layout }.images[0]
    #expect(image.samples == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
  }

  @Test func laysMapsOutInAGrid() throws {
    // Five maps of 1×2, drawn three in a row: map m is [10m, 10m + 1].
    let values = (0..<2).flatMap { x in (0..<5).map { Double($0 * 10 + x) } }
    let image = try draw(try .of(values, [1, 2, 5], .uint8)) { $0.gap = 1 }.images[0]
    #expect((image.header.width, image.header.height) == (8, 3))
    let g: UInt8 = 128
    #expect(
      image.samples == [
        0, 1, g, 10, 11, g, 20, 21,
        g, g, g, g, g, g, g, g,
        30, 31, g, 40, 41, g, g, g,
      ])
    let two = try draw(try .of(values, [1, 2, 5], .uint8)) {
      $0.grid = (5, 1)
      $0.gap = 0
      $0.enlargement = 2
    }.images[0]
    let row: [UInt8] = (0..<5).flatMap { m in
      [0, 0, 1, 1].map { UInt8(m * 10 + $0) }
    }
    #expect(two.samples == row + row)
    #expect(throws: DrawingError.gridTooSmall(array: 0, columns: 2, rows: 2, maps: 5)) {
      try draw(try .of(values, [1, 2, 5], .uint8)) { $0.grid = (2, 2) }
    }
  }

  @Test func enlargesPixels() throws {
    let tensor = try Tensor.of([1, 2, 3, 4, 5, 6], [1, 2, 3], .uint8)
    let image = try draw(tensor) { $0.enlargement = 2 }.images[0]
    let row: [UInt8] = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
    #expect(image.samples == row + row)
  }

  @Test func findsRanges() throws {
    let tensor = try Tensor.of([-2, 0, 6, .nan, .infinity, 2], [1, 3, 2], .float32)
    let all = try draw(tensor) {
      $0.range = .minmax
      $0.grid = (2, 1)
      $0.gap = 0
    }
    #expect(all.images[0].samples == [0, 255, 255, 64, 255, 128])
    #expect(all.nanCount == 1)
    let each = try draw(tensor) {
      $0.range = .minmax
      $0.rangePerMap = true
      $0.grid = (2, 1)
      $0.gap = 0
    }
    #expect(each.images[0].samples == [0, 255, 255, 0, 255, 255])
  }

  /// From the smallest numbers of a type to the largest: with one range for all.
  @Test(
    arguments: [0x1p-123, 0x1p-149, 0x1p-1030, 0x1p127, 0x1p1023], [ElementType.float32, .float64])
  func drawsNumbersOfAnySize(_ size: Double, _ type: ElementType) throws {
    guard type == .float64 || Float(size).isFinite && Float(size) > 0 else { return }
    let tensor = try Tensor.of([-size, 0, size, .nan], [1, 4], type)
    let drawn = try draw(tensor) { $0.range = .minmax }.images[0].samples
    #expect(drawn == [0, 128, 255, 255])
    let light = try draw(tensor) {
      $0.range = .minmax
      $0.isLinear = true
    }.images[0].samples
    #expect(light == [0, 188, 255, 255])
    let same = try draw(try Tensor.of([size, size], [1, 2], type)) { $0.range = .minmax }
    #expect(same.images[0].samples == [0, 0])
  }

  /// Opposite colours for a range around 0, unless others are asked for.
  @Test func symmetricRangesAreColoured() throws {
    let tensor = try Tensor.of([-4, 0, 2], [1, 3], .float32)
    let image = try draw(tensor) { $0.range = .symmetric }.images[0]
    #expect(image.header.channels == 3)
    #expect(image.samples.prefix(3) == [0x3B, 0x4C, 0xC0])
    #expect(image.samples[3..<6].allSatisfy { (0xD8...0xE0).contains($0) })
    let grey = try draw(tensor) {
      $0.range = .symmetric
      $0.colormap = .gray
    }.images[0]
    #expect(grey.samples == [0, 128, 191])
  }

  @Test func coloursNumbers() throws {
    let tensor = try Tensor.of([0, 1, .nan], [1, 3], .float32)
    let image = try draw(tensor) { $0.colormap = .viridis }
    #expect(image.images[0].samples == [68, 1, 84, 253, 231, 37, 255, 0, 255])
    #expect(image.nanCount == 1)
    let deep = try draw(tensor) {
      $0.colormap = .viridis
      $0.bits = 16
    }.images[0]
    #expect(samples16(deep) == image.images[0].samples.map { UInt16($0) * 257 })
  }

  @Test func marksNaN() throws {
    func pixels(_ channels: Int) throws -> [UInt8] {
      var values = [Double](repeating: 0, count: 2 * channels)
      values[channels] = .nan
      return try draw(try .of(values, [1, 2, channels])).images[0].samples
    }
    #expect(try pixels(1) == [0, 255])
    #expect(try pixels(2) == [0, 0, 255, 255])
    #expect(try pixels(3) == [0, 0, 0, 255, 0, 255])
    #expect(try pixels(4) == [0, 0, 0, 0, 255, 0, 255, 255])
  }

  @Test func saysWhatCannotBeDrawn() throws {
    #expect(throws: DrawingError.noRange(array: 0, .int32)) {
      try draw(try .of([1], [1, 1], .int32))
    }
    #expect(throws: DrawingError.self) { try draw(try .of([], [0, 3])) }
    let line = try Tensor.of([1], [1])
    #expect(throws: DrawingError.axes(array: 0, line.shape, .standard(dims: 2))) {
      try draw(line)
    }
    #expect(
      try draw(try .of([0, 5], [1, 2], .int32)) { $0.range = .minmax }.images[0].samples
        == [0, 255])
    #expect(try draw(try .of([0, 1], [1, 2], .bool)).images[0].samples == [0, 255])
  }

  @Test func takesPercentiles() throws {
    let values = (0...100).map { Double($0 * $0) } + [.infinity, .nan]
    let drawn = try draw(try .of(values, [1, 103], .float32)) { $0.range = .percentile(10) }
    // The 10th and 90th percentiles are 100 and 8100.
    #expect(drawn.images[0].samples[10] == 0)
    #expect(drawn.images[0].samples[90] == 255)
    // 76.5, a tie.
    #expect(drawn.images[0].samples[50] == 76)
    let between = try draw(try .of([0, 1], [1, 2], .float64)) { $0.range = .percentile(25) }
    #expect(between.images[0].samples == [0, 255])
  }

  /// A montage of a batch: cells in the order of the images.
  @Test func laysABatchOutInAGrid() throws {
    let grey = try Tensor.of((0..<6).map(Double.init), [3, 1, 2, 1], .uint8)
    let montage = try draw(grey) {
      $0.grid = (2, 2)
      $0.gap = 0
    }.images
    #expect(montage.map(\.samples) == [[0, 1, 2, 3, 4, 5, 128, 128]])
    let colors = try Tensor.of((0..<12).map(Double.init), [2, 1, 2, 3], .uint8)
    let rgb = try draw(colors) {
      $0.grid = (1, 2)
      $0.gap = 1
    }.images[0]
    #expect(rgb.header.channels == 3)
    #expect(rgb.samples == Array(0..<6) + Array(repeating: 128, count: 6) + Array(6..<12))
    let empty = try draw(try .of([], [0, 1, 2, 1], .uint8)) { $0.grid = (2, 2) }
    #expect(empty.images.isEmpty)
  }

  @Test func drawsWeights() throws {
    // HWIO 1×2×3×2: a cell of RGB for each of two filters.
    let values = (0..<12).map(Double.init)
    let layout = try DataLayout("HWCN", dims: 2)
    let rgb = try draw(try .of(values, [1, 2, 3, 2], .uint8)) {
      $0.layout = layout
      $0.isWeights = true
      $0.gap = 0
    }.images
    #expect(rgb.count == 1)
    #expect((rgb[0].header.width, rgb[0].header.channels) == (4, 3))
    #expect(rgb[0].samples == [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11])
    // Two channels are no color: a row of two cells for each of three filters.
    let planes = try draw(try .of(values, [1, 2, 2, 3], .uint8)) {
      $0.layout = layout
      $0.isWeights = true
      $0.gap = 0
    }.images[0]
    #expect((planes.header.width, planes.header.height) == (4, 3))
    #expect(planes.samples == [0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11])
  }

  @Test func colorsNaNAsAsked() throws {
    let tensor = try Tensor.of([0.5, .nan], [1, 2], .float64)
    let grey = try draw(tensor) {
      $0.nanColor = [1, 2, 3]
      $0.bits = 16
    }.images[0]
    #expect(samples16(grey) == [32768, 32768, 32768, 257, 514, 771])
    let alpha = try draw(try .of([0, 1, .nan, 0], [1, 2, 2])) { $0.nanColor = [1, 2, 3] }.images[0]
    #expect(alpha.header.channels == 4 && alpha.header.hasAlpha)
    #expect(alpha.samples == [0, 0, 0, 255, 1, 2, 3, 255])
  }

  /// Every sample that became light becomes the same sample again.
  @Test(arguments: [8, 16])
  func storesLight(_ bits: Int) throws {
    let maximum = bits == 8 ? 255 : 65535
    let light = (0...maximum).map { TransferCurve.sRGB.light(Double($0) / Double(maximum)) }
    for type in [ElementType.float32, .float64] {
      let tensor = try Tensor.of(light.map { Double(Float($0)) }, [1, light.count], type)
      let image = try draw(tensor) {
        $0.isLinear = true
        $0.bits = bits
      }.images[0]
      let samples = bits == 8 ? image.samples.map { UInt16($0) } : samples16(image)
      #expect(samples == (0...maximum).map { UInt16($0) })
    }
    let ends = try Tensor.of([-1, 2, .nan, .infinity, 0.5, 0.5], [1, 3, 2])
    let image = try draw(ends) { $0.isLinear = true }.images[0]
    // Opacity is no light.
    #expect(image.samples == [0, 255, 255, 255, 188, 128])
  }
}
