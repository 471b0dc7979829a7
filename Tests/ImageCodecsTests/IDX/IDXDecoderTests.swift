import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct IDXDecoderTests {
  private func idx(_ code: UInt8, _ axes: [Int], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, code, UInt8(axes.count)]
      + axes.flatMap { axis in [24, 16, 8, 0].map { UInt8(axis >> $0 & 255) } } + elements
  }

  @Test func imagesBecomeABatch() throws {
    let bytes = idx(8, [2, 2, 3], (0..<12).map { $0 * 20 })
    let stored = try ImageFile.tensor(bytes) { $0.scale = ElementScale(elementType: .uint8) }
    let expected = try Tensor.of((0..<12).map { Double($0 * 20) }, [2, 2, 3, 1], .uint8)
    #expect(Comparison.difference(stored, expected) == nil)
    let scaled = try ImageFile.tensor(bytes)
    #expect(scaled.values == (0..<12).map { Double(Float($0 * 20) / 255) })
    let colors = try ImageFile.tensor(idx(8, [1, 2, 2, 3], Array(0..<12)))
    #expect(colors.shape.axes == [1, 2, 2, 3])
  }

  /// Each image of a batch is resampled by itself.
  @Test func imagesOfABatchStayApart() throws {
    let bytes = idx(8, [2, 2, 2], [0, 0, 0, 0, 255, 255, 255, 255])
    let tensor = try ImageFile.tensor(bytes) { $0.size = ImageSize(width: 3, height: 3) }
    let expected = [Double](repeating: 0, count: 9) + [Double](repeating: 1, count: 9)
    #expect(tensor.shape.axes == [2, 3, 3, 1])
    #expect(tensor.values == expected)
  }

  @Test func otherElementsStayAsTheyAre() throws {
    let labels = try ImageFile.tensor(idx(8, [4], [3, 1, 4, 1]))
    #expect(Comparison.difference(labels, try .of([3, 1, 4, 1], [4], .uint8)) == nil)
    let cases: [(UInt8, ElementType, [UInt8], [Double])] = [
      (9, .int8, [0xFF, 2], [-1, 2]),
      (11, .int16, [0xFF, 0xFE, 1, 0], [-2, 256]),
      (12, .int32, [0, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF], [256, -1]),
      (13, .float32, [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0], [1, -2]),
      (14, .float64, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1, -2]),
    ]
    for (code, type, bytes, values) in cases {
      let tensor = try ImageFile.tensor(idx(code, [2, 1], bytes))
      #expect(Comparison.difference(tensor, try .of(values, [2, 1], type)) == nil)
    }
  }

  @Test func emptyBatchesAreArrays() throws {
    #expect(try ImageFile.tensor(idx(8, [0, 5, 5], [])).shape.axes == [0, 5, 5, 1])
    #expect(try ImageFile.tensor(idx(8, [0], [])).shape.axes == [0])
  }

  /// There is nothing that another size could be made of.
  @Test(arguments: [[2, 0, 5], [2, 5, 0], [1, 0, 0, 3]])
  func imagesWithoutPixelsGetNoOtherSize(_ axes: [Int]) throws {
    let bytes = idx(8, axes, [])
    #expect(try ImageFile.tensor(bytes).shape.axes.prefix(3) == axes.prefix(3))
    #expect(throws: ConversionError.noPixels(width: axes[2], height: axes[1])) {
      try ImageFile.tensor(bytes) { $0.size = ImageSize(width: 4, height: 4) }
    }
    let none = try ImageFile.tensor(idx(8, [0, 5, 5], [])) {
      $0.size = ImageSize(width: 4, height: 3)
    }
    #expect(none.shape.axes == [0, 3, 4, 1])
  }

  @Test func everyCutIsNoticed() throws {
    for whole in [idx(8, [2, 2, 3], Array(0..<12)), idx(12, [2], Array(0..<8))] {
      for count in 1..<whole.count {
        #expect(throws: ImageError.self) { try ImageFile.tensors(Array(whole[..<count])) }
      }
    }
  }

  @Test func badHeadersAreRefused() throws {
    for bytes in [idx(10, [1], [0]), idx(8, [], [0]), idx(14, [1 << 31, 1 << 31, 9], [0])] {
      #expect(throws: ImageError.self) { try ImageFile.tensors(bytes) }
    }
    // A promise of 4 GB over a few bytes takes no memory.
    #expect(throws: ImageError.self) { try ImageFile.tensors(idx(8, [1 << 32 - 1], [1, 2, 3])) }
  }
}
