/// How stored values from 0 to 1 relate to light from 0 to 1.
///
/// Powers are products of repeated square roots, which every machine rounds alike, so the
/// results have the same bits everywhere.
public enum TransferCurve: Equatable, Sendable {
  /// IEC 61966-2-1: a line up to 0.04045, then a power of 2.4.
  case sRGB
  /// Light is the stored value to this power.
  case power(Double)

  /// The light that a stored value stands for.
  public func light(_ stored: Double) -> Double {
    switch self {
    case .sRGB:
      stored <= 0.04045
        ? stored / 12.92 : Self.power((stored + 0.055) / 1.055, 2.4)
    case .power(let exponent): Self.power(stored, exponent)
    }
  }

  /// The light from which on each sample from 1 to `maximum` is the nearest one: that of stored
  /// values half-way to the sample before.
  func thresholds(maximum: Int) -> [Double] {
    (1...maximum).map { light((Double($0) - 0.5) / Double(maximum)) }
  }

  /// base^exponent for bases from 0 to 1 and exponents above 0, to about 2^-46.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    guard base > 0 else { return 0 }
    guard base < 1 else { return 1 }
    var result = 1.0
    for _ in 0..<Int(min(exponent, 1000)) { result *= base }
    var fraction = exponent - exponent.rounded(.down)
    var root = base
    while fraction > 0 {
      root = root.squareRoot()
      fraction *= 2
      if fraction >= 1 {
        result *= root
        fraction -= 1
      }
    }
    return result
  }
}
