/// Sine and cosine of an angle between −π/4 and π/4, given in two parts, the second below an ULP
/// of the first.
@inline(__always)
func smallSineCosine(_ x: DoubleLanes, _ rest: DoubleLanes) -> (
  sine: DoubleLanes, cosine: DoubleLanes
) {
  let z = x * x
  // Taylor series to x¹⁷ and x¹⁸; what is left out is below 2⁻⁶⁰.
  var s = DoubleLanes(1 / 355_687_428_096_000)
  s = s.times(z, plus: DoubleLanes(-1 / 1_307_674_368_000))
  s = s.times(z, plus: DoubleLanes(1 / 6_227_020_800))
  s = s.times(z, plus: DoubleLanes(-1 / 39_916_800))
  s = s.times(z, plus: DoubleLanes(1 / 362_880))
  s = s.times(z, plus: DoubleLanes(-1 / 5_040))
  s = s.times(z, plus: DoubleLanes(1 / 120))
  s = s.times(z, plus: DoubleLanes(-1 / 6))
  var c = DoubleLanes(-1 / 6_402_373_705_728_000)
  c = c.times(z, plus: DoubleLanes(1 / 20_922_789_888_000))
  c = c.times(z, plus: DoubleLanes(-1 / 87_178_291_200))
  c = c.times(z, plus: DoubleLanes(1 / 479_001_600))
  c = c.times(z, plus: DoubleLanes(-1 / 3_628_800))
  c = c.times(z, plus: DoubleLanes(1 / 40_320))
  c = c.times(z, plus: DoubleLanes(-1 / 720))
  c = c.times(z, plus: DoubleLanes(1 / 24))

  // sin(x + rest) ≈ sin x + rest·cos x, cos(x + rest) ≈ cos x − rest·x.
  let one = DoubleLanes(1)
  let half = z * DoubleLanes(0.5)
  let sine = x + (x * z).times(s, plus: rest.times(-half, plus: rest))
  let first = one - half
  let lost = (one - first) - half
  let halfLost = (x * DoubleLanes(0.5)).times(x, plus: -half)
  let cosine = first + (z * z).times(c, plus: (lost - halfLost) - x * rest)
  return (sine, cosine)
}

/// Sine and cosine of x, right for |x| up to 2²⁸.
///
/// The nearest multiple of π/2 is taken off in three parts, of which the first two products
/// lose nothing that the rest does not carry.
@inline(__always)
func sineCosine(_ x: DoubleLanes) -> (sine: DoubleLanes, cosine: DoubleLanes) {
  let shift = DoubleLanes(DoubleLanes.roundingShift)
  let shifted = x.times(DoubleLanes(0x1.45f3_06dc_9c88_3p-1), plus: shift)
  let k = shifted - shift
  let first = k.times(DoubleLanes(-0x1.921f_b544_42d1_8p+0), plus: x)
  let product = k * DoubleLanes(0x1.1a62_6331_45c0_7p-54)
  let productLost = k.times(DoubleLanes(0x1.1a62_6331_45c0_7p-54), plus: -product)
  let angle = first - product
  let angleLost = (first - angle) - product
  let rest = k.times(DoubleLanes(0x1.f197_6b7e_d8fb_cp-110), plus: angleLost - productLost)
  var result = turned(smallSineCosine(angle, rest), byQuarters: shifted.bits)
  // −0 is its own sine.
  result.sine = result.sine.replacing(with: x, where: x .== DoubleLanes(0))
  return result
}

/// Sine and cosine of 2πx.
///
/// The nearest quarter turn is taken off exactly; what is left, at most an eighth, times 2π is
/// carried in two parts.
@inline(__always)
func sineCosine(turns x: DoubleLanes) -> (sine: DoubleLanes, cosine: DoubleLanes) {
  // Whole turns: past 2⁵² nothing else is left.
  let fraction = x - x.rounded(.toNearestOrEven)
  let shift = DoubleLanes(DoubleLanes.roundingShift)
  let shifted = fraction.times(DoubleLanes(4), plus: shift)
  let left = (shifted - shift).times(DoubleLanes(-0.25), plus: fraction)
  let angle = left * DoubleLanes(0x1.921f_b544_42d1_8p+2)
  let rest = left.times(
    DoubleLanes(0x1.1a62_6331_45c0_7p-52),
    plus: left.times(DoubleLanes(0x1.921f_b544_42d1_8p+2), plus: -angle))
  return turned(smallSineCosine(angle, rest), byQuarters: shifted.bits)
}

/// The sine and cosine after some quarter turns, of which the last two bits count.
@inline(__always)
func turned(
  _ small: (sine: DoubleLanes, cosine: DoubleLanes), byQuarters quarters: DoubleBits
) -> (sine: DoubleLanes, cosine: DoubleLanes) {
  let one = DoubleBits(repeating: 1)
  let isOdd = (quarters & one) .== one
  let sine = small.sine.replacing(with: small.cosine, where: isOdd)
  let cosine = small.cosine.replacing(with: small.sine, where: isOdd)
  let sign = DoubleBits(repeating: 62)
  let top = DoubleBits(repeating: Int64.min)
  let sineSign = (quarters &<< sign) & top
  let cosineSign = ((quarters &+ one) &<< sign) & top
  return (DoubleLanes(bits: sine.bits ^ sineSign), DoubleLanes(bits: cosine.bits ^ cosineSign))
}
