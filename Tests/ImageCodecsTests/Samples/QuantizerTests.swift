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

  /// Quarters of ranges whose width, or the factor that belongs to it, their type does not hold.
  @Test(
    arguments: [
      (0, 0x1p-123), (0x1p-140, 0x1p-139), (-0x1p-149, 0x1p-147), (0, 0x1p-149 * 4),
      (-0x1p127, 0x1p127), (0x1p127, -0x1p127), (-0x1p500, 0x1p500), (0, 0x1p-1060),
      (-0x1p1023, 0x1p1023), (0x1p1023, -0x1p1023), (0, 0x1p-1072),
    ] as [(Double, Double)])
  func rangesOfAnySize(_ low: Double, _ high: Double) {
    let numbers = [0, 0.25, 0.5, 0.75, 1].map { low * (1 - $0) + high * $0 }
    let outside = [low - (high - low), .nan, low < high ? .infinity : -.infinity]
    // A half of 255 and of 65535 goes to the even sample.
    let expected: [Int: [UInt16]] = [
      255: [0, 64, 128, 191, 255], 65535: [0, 16384, 32768, 49151, 65535],
    ]
    for (maximum, samples) in expected {
      #expect(quantized(numbers, low, high, maximum) == samples)
      #expect(quantized(outside, low, high, maximum) == [0, 0, UInt16(maximum)])
      let floats = numbers.map { Float($0) }
      guard zip(floats, numbers).allSatisfy({ Double($0) == $1 }) else { continue }
      #expect(quantized(floats, low, high, maximum) == samples)
    }
  }

  @Test func thereIsNoLargerRange() {
    let most = Double.greatestFiniteMagnitude
    let numbers = [-1, -0.5, 0.5, 1].map { $0 * most }
    #expect(quantized(numbers, -most, most, 255) == [0, 64, 191, 255])
    #expect(quantized(numbers, most, -most, 255) == [255, 191, 64, 0])
    // Beyond what float32 holds.
    #expect(quantized([-3e38, 3e38] as [Float], -1e39, 1e39, 255) == [89, 166])
  }

  /// A power of two on both sides, whether or not the type holds what comes of it.
  @Test(arguments: [255, 65535]) func scalingBothChangesNothing(_ maximum: Int) {
    var generator = SeededGenerator.forTest("scalingBothChangesNothing")
    let numbers = (0..<500).map { _ in Double.random(in: -2...2, using: &generator) }
    let plain = quantized(numbers, -1, 1.5, maximum)
    for exponent in [-1020, -1000, -500, 500, 1000, 1022, 1023] {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(
        quantized(numbers.map { $0 * scale }, -scale, 1.5 * scale, maximum) == plain)
    }
  }

  @Test func countsNaN() {
    let numbers: [Float] = [1, .nan, .infinity, -.nan, 0] + Array(repeating: 2, count: 40)
    #expect(Quantizer<Float>.countNaN(numbers, count: numbers.count) == 2)
  }
}
