/// e to the power x.
@inline(__always)
func exponential(_ x: DoubleLanes) -> DoubleLanes {
  let (value, power) = exponentialParts(x)
  return scaled(value.high + value.low, by: power)
}

/// e to the power x as a number near 1 and a power of two.
///
/// x = k·ln 2 + r with |r| ≤ ln 2 / 2, e^r by its Taylor series to r¹³, whose remainder is below
/// 2⁻⁵⁷. The leading 1 + r is carried in two parts, so the error stays near half an ULP.
@inline(__always)
func exponentialParts(_ x: DoubleLanes) -> (value: LanePairs, power: DoubleBits) {
  // Past these the result is 0 or infinity, and the scaling would leave its range.
  let low = DoubleLanes(-800)
  let high = DoubleLanes(800)
  let t = x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)

  let (r, tail, power) = exponentialRemainder(t)

  let one = DoubleLanes(1)
  let sum = one + r
  let lost = r - (sum - one)
  return (LanePairs(sum, lost + tail), power)
}

/// The same of x in two parts: e^(high + low) = e^high·(1 + low).
@inline(__always)
func exponentialParts(_ x: LanePairs) -> (value: LanePairs, power: DoubleBits) {
  var (value, power) = exponentialParts(x.high)
  value.low = x.low.times(value.high + value.low, plus: value.low)
  return (value, power)
}

/// r and k of x = k·ln 2 + r, with |r| ≤ ln 2 / 2, and e^r − 1 − r together with what r leaves out.
@inline(__always)
func exponentialRemainder(
  _ x: DoubleLanes
) -> (r: DoubleLanes, tail: DoubleLanes, power: DoubleBits) {
  let shift = DoubleLanes(DoubleLanes.roundingShift)
  let shifted = x.times(DoubleLanes(0x1.7154_7652_b82fep+0), plus: shift)
  let k = shifted - shift
  // ln 2 in two parts; the first has 32 bits, so k times it is exact.
  let r = k.times(DoubleLanes(-0x1.62e4_2fee_0000_0p-1), plus: x)
  let rest = k * DoubleLanes(0x1.a39e_f357_93c7_6p-33)
  let reduced = r - rest

  var q = DoubleLanes(1 / 6_227_020_800)
  q = q.times(reduced, plus: DoubleLanes(1 / 479_001_600))
  q = q.times(reduced, plus: DoubleLanes(1 / 39_916_800))
  q = q.times(reduced, plus: DoubleLanes(1 / 3_628_800))
  q = q.times(reduced, plus: DoubleLanes(1 / 362_880))
  q = q.times(reduced, plus: DoubleLanes(1 / 40_320))
  q = q.times(reduced, plus: DoubleLanes(1 / 5_040))
  q = q.times(reduced, plus: DoubleLanes(1 / 720))
  q = q.times(reduced, plus: DoubleLanes(1 / 120))
  q = q.times(reduced, plus: DoubleLanes(1 / 24))
  q = q.times(reduced, plus: DoubleLanes(1 / 6))
  q = q.times(reduced, plus: DoubleLanes(1 / 2))
  let tail = (reduced * reduced).times(q, plus: -rest)
  return (r, tail, shifted.bits &- shift.bits)
}

/// `x·2^k` for |k| below 2000, rounded once where x is normal.
@inline(__always)
func scaled(_ x: DoubleLanes, by k: DoubleBits) -> DoubleLanes {
  let half = k &>> DoubleBits(repeating: 1)
  let rest = k &- half
  let bias = DoubleBits(repeating: 1023)
  let shift = DoubleBits(repeating: 52)
  return x * DoubleLanes(bits: (half &+ bias) &<< shift)
    * DoubleLanes(bits: (rest &+ bias) &<< shift)
}
