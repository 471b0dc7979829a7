/// e to the power x, less 1, for |x| up to 44: as `exponential`, with the 1 taken off before the
/// small part is lost.
@inline(__always)
func exponentialLessOne(_ x: DoubleLanes) -> LanePairs {
  let (r, tail, k) = exponentialRemainder(x)
  let small = LanePairs(ordered: r, tail)
  let one = DoubleLanes(1)
  let power = scaled(one, by: k)
  let sum = LanePairs(sum: power - one, power * small.high)
  return LanePairs(sum.high, power.times(small.low, plus: sum.low))
}

/// Through e^(2|x|) − 1; past 22 it is 1 to the last bit.
@inline(__always)
func hyperbolicTangent(_ x: DoubleLanes) -> DoubleLanes {
  let limit = DoubleLanes(22)
  let size = x.absolute()
  let near = size.replacing(with: limit, where: size .> limit)
  let e = exponentialLessOne(near + near)
  let t = e / (e + DoubleLanes(2))
  // The sign last, so that −0 keeps it.
  return DoubleLanes(bits: t.bits | (x.bits & DoubleBits(repeating: Int64.min)))
}

/// 1 / (1 + e^(−x)).
@inline(__always)
func logistic(_ x: DoubleLanes) -> DoubleLanes {
  logistic(LanePairs(x, DoubleLanes(0)), times: DoubleLanes(1))
}

/// a / (1 + e^(−x)): through e^(−|x|), which never overflows. Of a small result the power of two
/// comes last, so that a times it is rounded once.
@inline(__always)
func logistic(_ x: LanePairs, times a: DoubleLanes) -> DoubleLanes {
  let isNegative = x.high .< DoubleLanes(0)
  let size = LanePairs(
    x.high.absolute().negated(), x.low.negated().replacing(with: x.low, where: isNegative))
  let (e, power) = exponentialParts(size)
  let sum =
    LanePairs(ordered: DoubleLanes(1), scaled(e.high, by: power)) + scaled(e.low, by: power)
  let product = e * a
  let zero = DoubleLanes(0)
  let numerator = LanePairs(
    a.replacing(with: product.high, where: isNegative),
    zero.replacing(with: product.low, where: isNegative))
  let exponent = power & unsafeBitCast(isNegative, to: DoubleBits.self)
  return scaled(numerator / sum, by: exponent)
}

/// x·sigmoid(2√(2/π)·(x + 0.044715·x³)): so the small results of negative x keep their precision.
/// Past ±100 it is x, or less than any number.
@inline(__always)
func gelu(_ x: DoubleLanes) -> DoubleLanes {
  let limit = DoubleLanes(100)
  let near = x.replacing(with: limit, where: x .> limit)
    .replacing(with: -limit, where: x .< -limit)
  let part = LanePairs(DoubleLanes(0.044715), DoubleLanes(0x1.4413_5547_5a31_ap-59))
  let cubic = (LanePairs(product: near, near) * part + DoubleLanes(1)) * near
  let slope = LanePairs(
    DoubleLanes(0x1.9884_533d_4365_1p+0), DoubleLanes(-0x1.cbc0_d30e_bfd1_5p-54))
  let argument = cubic * slope
  let result = logistic(argument, times: near)
  // Zeros keep their sign.
  return result.replacing(with: x, where: (x .> limit) .| (x .== DoubleLanes(0)))
}
