import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct ImageBatchTests {
  private func batch(
    _ files: [[UInt8]], count: Int?, _ change: (inout ConversionOptions) -> Void = { _ in }
  ) throws -> Tensor {
    let scratch = try Scratch()
    var options = ConversionOptions()
    options.scale = ElementScale(elementType: .uint8)
    change(&options)
    let writer = try TensorWriter(path: scratch.file("out.npy"))
    let batch = ImageBatch(ImageConversion(options), to: writer)
    for (index, file) in files.enumerated() {
      let path = try scratch.write("\(index)", file)
      let reader = ImageReader(try ByteReader(path: path))
      while case .image(let image)? = try reader.next() {
        try batch.check(image.header, stream: "file \(index)", image: reader.imagesStarted - 1)
        if let count, index == 0 { try batch.begin(count: count) }
        try batch.add(image)
      }
    }
    try batch.finish()
    try writer.finish()
    return try TensorReader.readOnly(path: scratch.file("out.npy"))
  }

  @Test func imagesBecomeOneArray() throws {
    let files = (0..<3).map { ImageFile.row([$0, $0 + 10, $0 + 20, 7], channels: 2) }
    let expected = try Tensor.of([0, 10, 20, 7, 1, 11, 21, 7, 2, 12, 22, 7], [3, 1, 2, 2], .uint8)
    #expect(Comparison.difference(try batch(files, count: nil), expected) == nil)
    #expect(Comparison.difference(try batch(files, count: 3), expected) == nil)
    let stream = try batch([Array(files.joined())], count: nil)
    #expect(Comparison.difference(stream, expected) == nil)
    #expect(try DataLayout("CHW", dims: 2) == DataLayout("NCHW", dims: 2))
    for name in ["NCHW", "CHWN"] {
      let layout = try DataLayout(name, dims: 2)
      let order = name.map { ["N": 0, "H": 1, "W": 2, "C": 3][$0]! }
      let tensor = try batch(files, count: nil) { $0.layout = layout }
      #expect(Comparison.difference(tensor, try expected.permuted(order)) == nil)
    }
  }

  @Test func theFirstThatDiffersIsNamed() throws {
    let files = [ImageFile.row([1, 2]), ImageFile.row([1, 2]), ImageFile.row([1, 2, 3])]
    #expect(
      throws: ConversionError.batch(
        stream: "file 2", image: 0, expected: [1, 2, 1], found: [1, 3, 1])
    ) { try batch(files, count: nil) }
    let resized = try batch(files, count: nil) { $0.size = ImageSize(width: 2, height: 2) }
    #expect(resized.shape.axes == [3, 2, 2, 1])
  }

  /// More than is held in one piece.
  @Test func longBatchesAreHeldInPieces() throws {
    let rows = (0..<3).map { seed in
      ImageFile.row((0..<700_000).map { ($0 &* 31 + seed) & 255 })
    }
    let held = try batch(rows, count: nil)
    #expect(Comparison.difference(held, try batch(rows, count: 3)) == nil)
  }
}
