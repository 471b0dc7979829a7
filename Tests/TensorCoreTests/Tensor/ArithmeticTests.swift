import Testing

@testable import TensorCore

/// Counts that are divided and filled up.
@Suite struct ArithmeticTests {
  @Test func quotientsAreRoundedUp() {
    for divisor in 1...9 {
      for count in 0...40 {
        let units = count.dividedUp(by: divisor)
        #expect(units == (0...).first { $0 * divisor >= count }, "\(count) by \(divisor)")
        #expect(count.roundedUp(toMultipleOf: divisor) == units * divisor)
      }
      #expect((-40 ... -1).allSatisfy { $0.dividedUp(by: divisor) <= 0 })
    }
  }

  @Test func divisorsAndMultiplesAreCommon() {
    for a in 1...24 {
      for b in 1...24 {
        #expect(
          Int.greatestCommonDivisor(a, b)
            == (1...24).last { a.isMultiple(of: $0) && b.isMultiple(of: $0) })
        #expect(
          Int.leastCommonMultiple(a, b)
            == (1...576).first { $0.isMultiple(of: a) && $0.isMultiple(of: b) })
      }
      #expect(Int.greatestCommonDivisor(a, 0) == a)
    }
  }
}
