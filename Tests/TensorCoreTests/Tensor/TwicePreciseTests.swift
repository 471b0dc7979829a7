import TestSupport
import Testing

@testable import TensorCore

/// Beside integers, which hold each number and each result without rounding.
@Suite struct TwicePreciseTests {
  private typealias Wide = Int128

  private func twice(_ value: Wide) -> TwicePrecise {
    let high = Double(value)
    return TwicePrecise(high, Double(value - Wide(high)))
  }

  /// `value · 2^shift`, which has to be a whole number.
  private func whole(_ value: TwicePrecise, shift: Int = 0) -> Wide {
    let scale = Double(sign: .plus, exponent: shift, significand: 1)
    return Wide(exactly: value.high * scale)! + Wide(exactly: value.low * scale)!
  }

  /// A number of at most so many bits, of any sign; some lie at powers of two, where a sum is
  /// rounded in another way below than above.
  private func number(_ bits: Int, _ generator: inout SeededGenerator) -> Wide {
    let length = generator.integer(1...bits)
    var value = Wide(1) << (length - 1)
    switch generator.integer(0...3) {
    case 0: break
    case 1: value -= 1
    default:
      let low = Wide(generator.next()), high = Wide(generator.next() >> 1)
      value |= (high << 64 | low) & (value - 1)
    }
    return generator.chance(oneIn: 2) ? value : -value
  }

  @Test func sumsAndDifferencesAreExactWhereTheyFit() {
    var generator = SeededGenerator.forTest("sums in twice the precision")
    for _ in 0..<20_000 {
      let (a, b) = (number(100, &generator), number(100, &generator))
      #expect(whole(twice(a) + twice(b)) == a + b, "\(a) + \(b)")
      #expect(whole(twice(a) - twice(b)) == a - b, "\(a) − \(b)")
    }
  }

  /// What one part alone would lose.
  @Test func theSecondPartHoldsWhatTheFirstOneLoses() {
    let sum = TwicePrecise(1, 0) + TwicePrecise(0x1p-80, 0)
    #expect(sum.high == 1 && sum.low == 0x1p-80)
    let square = TwicePrecise(1 + 0x1p-52, 0) * TwicePrecise(1 + 0x1p-52, 0)
    #expect(square.high == 1 + 0x1p-51 && square.low == 0x1p-104)
  }

  @Test func productsAreOffByLessThanOnePartIn2To101() {
    var generator = SeededGenerator.forTest("products in twice the precision")
    for _ in 0..<20_000 {
      let (a, b) = (number(62, &generator), number(62, &generator))
      let found = whole(twice(a) * twice(b))
      #expect((found - a * b).magnitude <= (a * b).magnitude >> 101, "\(a) · \(b)")
    }
  }

  @Test func quotientsAreOffByLessThanOnePartIn2To100() {
    var generator = SeededGenerator.forTest("quotients in twice the precision")
    for _ in 0..<20_000 {
      let b = number(19, &generator) | 1
      let a = b * number(50, &generator) + Wide(generator.integer(0...Int(b.magnitude)))
      let quotient = twice(a) / Double(b)
      // The second part is a multiple of 2⁻⁵⁶ or finer: what is finer is less than the bound.
      let scale = Double(sign: .plus, exponent: 56, significand: 1)
      let found =
        Wide((quotient.high * scale).rounded()) + Wide((quotient.low * scale).rounded())
      let off = (found * b - a << 56).magnitude
      #expect(off <= (a << 56).magnitude >> 100 + 2 * b.magnitude, "\(a) / \(b)")
    }
  }
}
