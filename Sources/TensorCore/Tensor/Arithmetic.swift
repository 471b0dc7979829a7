/// Of counts, which are not negative.
extension Int {
  /// The quotient, rounded up. At most 0 for a negative number.
  @inline(__always)
  func dividedUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }

  /// The first multiple of `unit` that is no less.
  @inline(__always)
  func roundedUp(toMultipleOf unit: Int) -> Int { dividedUp(by: unit) * unit }

  /// At least one of the two is not 0.
  static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return x
  }

  static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
    a / greatestCommonDivisor(a, b) * b
  }
}
