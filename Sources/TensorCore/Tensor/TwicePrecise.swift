/// The sum of two numbers in twice the precision of float64 (Dekker, 'A floating-point technique
/// for extending the available precision', 1971).
struct TwicePrecise {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double) {
    self.high = high
    self.low = low
  }

  /// a + b, exactly.
  private init(sum a: Double, _ b: Double) {
    high = a + b
    let second = high - a
    low = (a - (high - second)) + (b - second)
  }

  static func + (a: Self, b: Self) -> Self {
    let sum = Self(sum: a.high, b.high)
    return Self(sum: sum.high, sum.low + (a.low + b.low))
  }

  static prefix func - (a: Self) -> Self { Self(-a.high, -a.low) }
  static func - (a: Self, b: Self) -> Self { a + -b }

  static func * (a: Self, b: Self) -> Self {
    let product = a.high * b.high
    let lost = (-product).addingProduct(a.high, b.high)
    return Self(sum: product, lost + (a.high * b.low + a.low * b.high))
  }

  static func / (a: Self, b: Double) -> Self {
    let quotient = a.high / b
    let left = a.high.addingProduct(-quotient, b) + a.low
    return Self(sum: quotient, left / b)
  }
}
