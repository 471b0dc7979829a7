extension SeededGenerator {
  /// `count` numbers as arithmetic meets them at its edges: mostly ordinary ones of any size, and
  /// among them zeros of both signs, subnormals, numbers whose products underflow or overflow, and
  /// one or more infinities and NaNs, so few that most sums are without them.
  public mutating func wild(_ count: Int) -> [Float] {
    var numbers = (0..<count).map { _ in
      let sign: Float = chance(oneIn: 2) ? -1 : 1
      switch integer(0...1999) {
      case 0: return sign * .infinity
      case 1: return .nan
      case 2...100: return sign * 0
      case 101...300: return sign * Float(bitPattern: UInt32(integer(1...0x7F_FFFF)))
      case 301...500: return sign * Float.random(in: 1e-25...1e-18, using: &self)
      case 501...503: return sign * Float.random(in: 1e18...1e30, using: &self)
      default: return Float.random(in: -2...2, using: &self)
      }
    }
    if count > 0 { numbers[integer(0...(count - 1))] = chance(oneIn: 2) ? -.infinity : .infinity }
    return numbers
  }
}
