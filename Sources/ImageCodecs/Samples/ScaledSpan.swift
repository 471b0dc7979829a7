/// Where numbers lie between two others, in float64 of any size.
///
/// All is multiplied with a power of two first that brings the larger end near 1, so that neither
/// `high` − `low` nor its inverse leaves the range of float64. Powers of two change no digit: where nothing
/// would have left it, the bits are those of the plain formula.
struct ScaledSpan: Equatable {
  private let scale: Double
  private let low: Double
  private let factor: Double

  /// - Parameter top: what `high` becomes; `low` becomes 0.
  init(low: Double, high: Double, top: Double) {
    // The exponents whose power of two, and its inverse, are normal numbers.
    let exponent = min(max(max(abs(low), abs(high)).exponent, -1022), 1022)
    scale = Double(sign: .plus, exponent: -exponent, significand: 1)
    self.low = low * scale
    factor = top / (high * scale - self.low)
  }

  /// (x − low) · (top / (high − low)).
  func position(_ x: Double) -> Double { (x * scale - low) * factor }
}
