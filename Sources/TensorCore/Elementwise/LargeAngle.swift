import KernelInterface

/// Sine and cosine of angles of any size. The kernels do those up to 2²⁸; of larger ones the
/// quarter turns are taken off here, with as many digits of 2/π as that takes (Payne and Hanek,
/// 'Radian reduction for trigonometric functions', 1983).
enum LargeAngle {
  private static let limit = 0x1p28

  static func evaluate(
    _ function: UnaryFunction, _ x: UnsafePointer<Double>,
    _ target: UnsafeMutablePointer<Double>, _ count: Int, _ kernels: ElementaryTable
  ) {
    kernels.unary(function, x, target, count)
    for i in 0..<count where x[i].magnitude > limit {
      target[i] = x[i].isFinite ? value(function, x[i], kernels) : .quietNaN
    }
  }

  private static func value(
    _ function: UnaryFunction, _ x: Double, _ kernels: ElementaryTable
  ) -> Double {
    var (quarters, angle) = reduced(x.magnitude)
    if x < 0 { (quarters, angle) = (-quarters, -angle) }
    let turn = (quarters + (function == .cos ? 1 : 0)) & 3
    var (sine, cosine) = (0.0, 0.0)
    kernels.unary(.sin, &angle.high, &sine, 1)
    kernels.unary(.cos, &angle.high, &cosine, 1)
    let result = turn & 1 == 1 ? cosine - angle.low * sine : sine + angle.low * cosine
    return turn & 2 == 2 ? -result : result
  }

  /// The nearest number of quarter turns, of which two bits count, and the angle that is left.
  private static func reduced(_ x: Double) -> (quarters: Int, angle: TwicePrecise) {
    // x = mantissa·2^power. Digits of 2/π that only make multiples of four quarters are passed
    // over, so that two bits of the product stand before the point.
    let mantissa = UInt64(x.significandBitPattern | 1 << 52)
    let first = Int(x.exponent) - 54
    let window = (0..<3).map { word(first + 64 * $0) }
    // The product's low 192 bits.
    var product = [UInt64](repeating: 0, count: 3)
    var carry: UInt64 = 0
    for i in (0..<3).reversed() {
      let (high, low) = window[i].multipliedFullWidth(by: mantissa)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      product[i] = sum
      carry = high &+ (overflow ? 1 : 0)
    }
    var bits = UInt128(product[0]) << 64 | UInt128(product[1])
    var quarters = Int(truncatingIfNeeded: bits >> 126)
    bits = bits << 2 | UInt128(product[2] >> 62)
    let isNegative = bits >> 127 == 1
    if isNegative {
      quarters += 1
      bits = 0 &- bits
    }
    // The first 53 of the bits, and those after them.
    let leading = Double(bits)
    let others = Double(Int128(truncatingIfNeeded: bits &- UInt128(leading)))
    let quarterTurn = TwicePrecise(0x1.921f_b544_42d1_8p+0, 0x1.1a62_6331_45c0_7p-54)
    let rest = TwicePrecise(leading * 0x1p-128, others * 0x1p-128) * quarterTurn
    return (quarters, isNegative ? -rest : rest)
  }

  /// 64 digits of 2/π, from the one of weight 2^(−1 − first).
  private static func word(_ first: Int) -> UInt64 {
    guard first >= 0 else { return digits[0] >> UInt64(-first) }
    let (index, shift) = first.quotientAndRemainder(dividingBy: 64)
    guard shift > 0 else { return digits[index] }
    return digits[index] << UInt64(shift) | digits[index + 1] >> UInt64(64 - shift)
  }

  private static let digits: [UInt64] = [
    0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561, 0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e, 0xe882_35f5_2ebb_4484, 0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b, 0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b, 0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab, 0xf0cf_bc20_9af4_361d, 0xa9e3_9161_5ee6_1b08,
  ]
}
