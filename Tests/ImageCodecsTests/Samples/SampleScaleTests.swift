import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct SampleScaleTests {
  /// The elements of all samples from 0 to `maximum`.
  private func elements(_ scale: SampleScale, maximum: Int) throws -> [Double] {
    let table = try scale.table(maximum: maximum)
    let tensor = try Tensor(elementType: scale.elementType, shape: try Shape([maximum + 1]))
    tensor.withBytes { target in
      if maximum > 255 {
        (0...maximum).map { UInt16($0) }.withUnsafeBytes { table.convert($0, to: target) }
      } else {
        (0...maximum).map { UInt8($0) }.withUnsafeBytes { table.convert($0, to: target) }
      }
    }
    return tensor.values
  }

  @Test(arguments: [1, 3, 100, 255, 256, 1023, 65535])
  func float32IsTheRoundedQuotient(_ maximum: Int) throws {
    let expected = (0...maximum).map { Double(Float($0) / Float(maximum)) }
    #expect(try elements(SampleScale(elementType: .float32), maximum: maximum) == expected)
  }

  @Test func float64AndFloat16AreRoundedOnce() throws {
    let doubles = try elements(SampleScale(elementType: .float64), maximum: 255)
    #expect(doubles == (0...255).map { Double($0) / 255 })
    let halves = try elements(SampleScale(elementType: .float16), maximum: 255)
    #expect(halves == (0...255).map { Double(Float16(Double($0) / 255)) })
  }

  @Test func integersKeepStoredSamples() throws {
    let all8 = (0...255).map(Double.init)
    #expect(try elements(SampleScale(elementType: .uint8), maximum: 255) == all8)
    #expect(try elements(SampleScale(elementType: .uint16), maximum: 255) == all8)
    let all16 = (0...65535).map(Double.init)
    #expect(try elements(SampleScale(elementType: .uint16), maximum: 65535) == all16)
  }

  @Test func fewBitsAreSpread() throws {
    #expect(try elements(SampleScale(elementType: .uint8), maximum: 3) == [0, 85, 170, 255])
    #expect(try elements(SampleScale(elementType: .uint8), maximum: 2) == [0, 128, 255])
    #expect(try elements(SampleScale(elementType: .uint16), maximum: 300)[150] == 32768)
  }

  @Test func wideSamplesDoNotFitBytesUnlessScaled() throws {
    #expect(throws: SampleError.tooWide(maximum: 65535, .uint8)) {
      try SampleScale(elementType: .uint8).table(maximum: 65535)
    }
    let scaled = try elements(
      SampleScale(elementType: .uint8, range: .init(low: 0, high: 255)), maximum: 65535)
    #expect(scaled == (0...65535).map { (Double($0) / 257).rounded(.toNearestOrEven) })
  }

  @Test func rangesMayBeInvertedAndSigned() throws {
    let signed = SampleScale(elementType: .float32, range: .init(low: -1, high: 1))
    #expect(try elements(signed, maximum: 2) == [-1, 0, 1])
    let inverted = SampleScale(elementType: .uint8, range: .init(low: 255, high: 0))
    #expect(try elements(inverted, maximum: 255) == (0...255).reversed().map(Double.init))
    let clipped = SampleScale(elementType: .uint8, range: .init(low: -10, high: 300))
    #expect(try elements(clipped, maximum: 2) == [0, 145, 255])
  }
}
