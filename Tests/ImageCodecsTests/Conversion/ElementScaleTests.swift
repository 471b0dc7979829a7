import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct ElementScaleTests {
  /// The elements of all samples from 0 to `maximum`.
  private func elements(_ scale: ElementScale, maximum: Int) throws -> [Double] {
    let image = ImageFile.row(Array(0...maximum), maximum: maximum)
    return try ImageFile.tensor(image) { $0.scale = scale }.values
  }

  @Test(arguments: [1, 3, 100, 255, 256, 1023, 65535])
  func float32IsTheRoundedQuotient(_ maximum: Int) throws {
    let expected = (0...maximum).map { Double(Float($0) / Float(maximum)) }
    #expect(try elements(ElementScale(elementType: .float32), maximum: maximum) == expected)
  }

  @Test func float64AndFloat16AreRoundedOnce() throws {
    let doubles = try elements(ElementScale(elementType: .float64), maximum: 255)
    #expect(doubles == (0...255).map { Double($0) / 255 })
    let halves = try elements(ElementScale(elementType: .float16), maximum: 255)
    #expect(halves == (0...255).map { Double(Float16(Double($0) / 255)) })
  }

  @Test func integersKeepStoredSamples() throws {
    let all8 = (0...255).map(Double.init)
    #expect(try elements(ElementScale(elementType: .uint8), maximum: 255) == all8)
    #expect(try elements(ElementScale(elementType: .uint16), maximum: 255) == all8)
    let all16 = (0...65535).map(Double.init)
    #expect(try elements(ElementScale(elementType: .uint16), maximum: 65535) == all16)
  }

  @Test func fewBitsAreSpread() throws {
    #expect(try elements(ElementScale(elementType: .uint8), maximum: 3) == [0, 85, 170, 255])
    // Ties go to the even sample.
    #expect(try elements(ElementScale(elementType: .uint8), maximum: 2) == [0, 128, 255])
    #expect(try elements(ElementScale(elementType: .uint16), maximum: 300)[150] == 32768)
  }

  @Test func wideSamplesDoNotFitBytesUnlessScaled() throws {
    #expect(throws: ConversionError.tooWide(maximum: 65535, .uint8)) {
      try elements(ElementScale(elementType: .uint8), maximum: 65535)
    }
    let scaled = try elements(
      ElementScale(elementType: .uint8, range: .init(low: 0, high: 255)), maximum: 65535)
    #expect(scaled == (0...65535).map { (Double($0) / 257).rounded(.toNearestOrEven) })
  }

  @Test func rangesMayBeInvertedAndSigned() throws {
    let signed = ElementScale(elementType: .float32, range: .init(low: -1, high: 1))
    #expect(try elements(signed, maximum: 2) == [-1, 0, 1])
    let inverted = ElementScale(elementType: .uint8, range: .init(low: 255, high: 0))
    #expect(try elements(inverted, maximum: 255) == (0...255).reversed().map(Double.init))
    let clipped = ElementScale(elementType: .uint8, range: .init(low: -10, high: 300))
    #expect(try elements(clipped, maximum: 2) == [0, 145, 255])
  }

  @Test func channelsHaveMeansAndDeviations() throws {
    let image = ImageFile.row([0, 51, 255, 255, 102, 0], channels: 3)
    let tensor = try ImageFile.tensor(image) {
      $0.scale = ElementScale(
        elementType: .float64, means: [0.5, 0.2, 0], deviations: [0.5, 2, 0.25])
    }
    #expect(tensor.values == [-1, 0, 4, 1, (0.4 - 0.2) / 2, 0])
    let one = try ImageFile.tensor(image) {
      $0.scale = ElementScale(
        elementType: .float64, range: .init(low: 0, high: 255), means: [51], deviations: [51])
    }
    #expect(one.values == [-1, 0, 4, 4, 1, -1])
    #expect(throws: ConversionError.channelCount(option: "--mean", expected: 3, found: 2)) {
      try ImageFile.tensor(image) {
        $0.scale = ElementScale(elementType: .float32, means: [1, 2])
      }
    }
  }

  /// More means than there are tables for: the same bits as each channel by itself.
  @Test(arguments: [false, true]) func manyMeansChangeNoBit(isLinear: Bool) throws {
    var generator = SeededGenerator.forTest("manyMeansChangeNoBit")
    let (channels, pixels) = (40, 30)
    let samples = (0..<(channels * pixels)).map { _ in generator.integer(0...65535) }
    let means = (0..<channels).map { Double($0) / 7 }
    func values(_ samples: [Int], _ means: [Double]) throws -> [Double] {
      let image = ImageFile.row(samples, channels: means.count, maximum: 65535)
      return try ImageFile.tensor(image) {
        $0.isLinear = isLinear
        $0.scale = ElementScale(
          elementType: .float64, range: .init(low: -1, high: 3.3), means: means, deviations: [0.7])
      }.values
    }
    let all = try values(samples, means)
    for channel in 0..<channels {
      let places = stride(from: channel, to: samples.count, by: channels)
      let alone = try values(places.map { samples[$0] }, [means[channel]])
      #expect(places.map { all[$0] } == alone, "channel \(channel)")
    }
  }

  /// Channels that are alike share a table, whatever lies between them.
  @Test func equalMeansAmongOthers() throws {
    let image = ImageFile.row([9, 10, 11, 12, 13, 14], channels: 3)
    let tensor = try ImageFile.tensor(image) {
      $0.scale = ElementScale(
        elementType: .float64, range: .init(low: 0, high: 255), means: [1, 2, 1])
    }
    #expect(tensor.values == [8, 8, 10, 11, 11, 13])
  }
}
