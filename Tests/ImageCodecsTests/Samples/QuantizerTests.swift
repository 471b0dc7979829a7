import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct QuantizerTests {
  private func quantized<Scalar: ComputeScalar>(
    _ numbers: [Scalar], _ low: Double, _ high: Double, _ maximum: Int
  ) -> [UInt16] {
    let quantizer = Quantizer<Scalar>(low: low, high: high, maximum: maximum)
    var wide = [UInt16](repeating: 0xAAAA, count: numbers.count)
    quantizer.apply(numbers, to: &wide, count: numbers.count)
    if maximum == 255 {
      var narrow = [UInt8](repeating: 0, count: numbers.count)
      quantizer.apply(numbers, to: &narrow, count: numbers.count)
      #expect(narrow.map { UInt16($0) } == wide)
    }
    return wide
  }

  /// Samples that became elements become the same samples again.
  @Test(arguments: [255, 65535])
  func undoesTheScale(_ maximum: Int) {
    let samples = (0...maximum).map { UInt16($0) }
    #expect(quantized(samples.map { Float($0) / Float(maximum) }, 0, 1, maximum) == samples)
    #expect(quantized(samples.map { Double($0) / Double(maximum) }, 0, 1, maximum) == samples)
    #expect(quantized(samples.map { Float($0) }, 0, Double(maximum), maximum) == samples)
  }

  @Test func clipsAndRoundsTiesToEven() {
    let numbers: [Float] = [-1, -0.0, 0.5, 1.5, 2.5, 254.5, 255, 256, .infinity, -.infinity, .nan]
    let expected: [UInt16] = [0, 0, 0, 2, 2, 254, 255, 255, 255, 0, 0]
    #expect(quantized(numbers, 0, 255, 255) == expected)
    #expect(quantized(numbers.map(Double.init), 0, 255, 255) == expected)
    #expect(quantized([65534.5 as Float, 65533.5], 0, 65535, 65535) == [65534, 65534])
  }

  @Test func inverts() {
    #expect(quantized([0, 1, 2, 4, 9] as [Float], 4, 0, 255) == [255, 191, 128, 0, 0])
  }

  @Test func agreesWithTheFormula() {
    var generator = SeededGenerator.forTest("agreesWithTheFormula")
    let numbers = (0..<1003).map { _ in Float.random(in: -2...2, using: &generator) }
    let factor = Float(255 / 2.5)
    let expected = numbers.map {
      UInt16(min(max(($0 - -1) * factor, 0), 255).rounded(.toNearestOrEven))
    }
    #expect(quantized(numbers, -1, 1.5, 255) == expected)
  }

  @Test func countsNaN() {
    let numbers: [Float] = [1, .nan, .infinity, -.nan, 0] + Array(repeating: 2, count: 40)
    #expect(Quantizer<Float>.countNaN(numbers, count: numbers.count) == 2)
  }
}
