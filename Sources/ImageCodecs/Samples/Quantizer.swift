import TensorCore

/// Turns numbers into samples: `low` and what is below becomes 0, `high` and what is above the
/// largest sample, NaN 0.
///
/// In between it is (x − low) · (maximum / (high − low)), each operation in the type of x, the
/// factor computed in float64 and rounded once, rounded to the nearest whole number, ties to
/// even. `low` may be the larger of both: the image is then inverted. Where the type of x does not hold
/// the difference of the ends or the factor, all is computed in float64, whatever their size.
package struct Quantizer<Scalar: ComputeScalar>: Equatable {
  private let low: Scalar
  private let factor: Scalar
  private let maximum: Int
  /// In place of `low` and `factor`, where they are too small or too large for their type.
  private let span: ScaledSpan?

  package init(low: Double, high: Double, maximum: Int) {
    self.low = Scalar(low)
    factor = Scalar(Double(maximum) / (high - low))
    self.maximum = maximum
    let fits = self.low.isFinite && Scalar(high - low).isFinite && factor.isNormal
    span = fits ? nil : ScaledSpan(low: low, high: high, top: Double(maximum))
  }

  /// Converts `count` numbers to samples of 8 or 16 bits.
  package func apply<Sample: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafePointer<Scalar>, to samples: UnsafeMutablePointer<Sample>, count: Int
  ) {
    if let span {
      let top = Double(maximum)
      for i in 0..<count {
        let scaled = span.position(Double(numbers[i]))
        // NaN is not above 0.
        let positive = scaled > 0 ? scaled : 0
        samples[i] = Sample(min(positive, top).rounded(.toNearestOrEven))
      }
      return
    }
    let (low, factor, top) = (low, factor, Scalar(maximum))
    // Adding 1.5·2^p, p being the bits after the point, rounds as wanted and leaves the whole
    // number in the lowest bits.
    let magic = Scalar(
      sign: .plus, exponent: Scalar.Exponent(Scalar.significandBitCount), significand: 1.5)
    for i in 0..<count {
      let scaled = (numbers[i] - low) * factor
      let positive = scaled > 0 ? scaled : 0
      let clipped = positive < top ? positive : top
      samples[i] = Sample(truncatingIfNeeded: (clipped + magic).significandBitPattern)
    }
  }

  /// How many of `count` numbers are NaN.
  package static func countNaN(_ numbers: UnsafePointer<Scalar>, count: Int) -> Int {
    var found = 0
    for i in 0..<count { found &+= numbers[i] == numbers[i] ? 0 : 1 }
    return found
  }
}
