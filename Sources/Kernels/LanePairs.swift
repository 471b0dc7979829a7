/// A vector of numbers in twice the precision: each is the sum of two, the second at most about an
/// ULP of the first.
///
/// Sums and products in two parts are those of Dekker ('A floating-point technique for extending
/// the available precision', 1971), with fused multiply-adds for what a product loses. Parts of a
/// number that is not finite are arbitrary, but for `high`.
struct LanePairs {
  var high: DoubleLanes
  var low: DoubleLanes

  @inline(__always) init(_ high: DoubleLanes, _ low: DoubleLanes) {
    self.high = high
    self.low = low
  }

  /// a + b, exactly.
  @inline(__always) init(sum a: DoubleLanes, _ b: DoubleLanes) {
    high = a + b
    let second = high - a
    low = (a - (high - second)) + (b - second)
  }

  /// a + b, exactly if |a| ≥ |b| or a is 0.
  @inline(__always) init(ordered a: DoubleLanes, _ b: DoubleLanes) {
    high = a + b
    low = b - (high - a)
  }

  /// a·b, exactly.
  @inline(__always) init(product a: DoubleLanes, _ b: DoubleLanes) {
    high = a * b
    low = a.times(b, plus: -high)
  }

  @inline(__always) static func + (a: Self, b: DoubleLanes) -> Self {
    let sum = Self(sum: a.high, b)
    return Self(sum.high, sum.low + a.low)
  }

  /// The sum with its second part not made small, for sums of many.
  @inline(__always) func adding(_ b: Self) -> Self {
    let sum = Self(sum: high, b.high)
    return Self(sum.high, low + (sum.low + b.low))
  }

  @inline(__always) static func * (a: Self, b: DoubleLanes) -> Self {
    let product = Self(product: a.high, b)
    return Self(product.high, a.low.times(b, plus: product.low))
  }

  @inline(__always) static func * (a: Self, b: Self) -> Self {
    let product = a * b.high
    return Self(product.high, a.high.times(b.low, plus: product.low))
  }

  /// a / b, with an error of little more than that of one rounding.
  @inline(__always) static func / (a: Self, b: Self) -> DoubleLanes {
    let inverse = DoubleLanes(1) / b.high
    let first = a.high * inverse
    let left = first.times(-b.high, plus: a.high) + first.times(-b.low, plus: a.low)
    return left.times(inverse, plus: first)
  }
}
