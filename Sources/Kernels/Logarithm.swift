/// The natural logarithm: −∞ at 0, NaN below.
///
/// x = 2^k·m with m = 1 + f between √½ and √2. With s = f / (2 + f),
///
///     log m = 2s + (2/3)s³ + (2/5)s⁵ + … = f − f²/2 + s·(f²/2 + (2/3)s² + (2/5)s⁴ + …)
///
/// The large terms k·ln 2, f and f²/2 are summed with their rounding errors kept, so the error
/// stays near half an ULP.
@inline(__always)
func logarithm(_ x: DoubleLanes) -> DoubleLanes {
  let (k, f) = logarithmParts(x)
  let s = f / (f + DoubleLanes(2))
  let z = s * s
  let p = logarithmSeries(z).times(z, plus: DoubleLanes(2.0 / 3))

  let half = f * DoubleLanes(0.5)
  let square = half * f
  let squareLost = half.times(f, plus: -square)
  let first = f - square
  let firstLost = (f - first) - square
  let small = s * z.times(p, plus: square) + (firstLost - squareLost)
  // ln 2 in two parts; the first has 32 bits, so k times it is exact.
  let large = k * DoubleLanes(0x1.62e4_2fee_0000_0p-1)
  let sum = large + first
  let sumLost = first - (sum - large)
  let tail = k.times(DoubleLanes(0x1.a39e_f357_93c7_6p-33), plus: sumLost + small)
  let infinity = DoubleLanes(.infinity)
  return
    (sum + tail)
    .replacing(with: -infinity, where: x .== DoubleLanes(0))
    .replacing(with: DoubleLanes(.nan), where: x .< DoubleLanes(0))
    .replacing(with: x, where: (x .== infinity) .| (x .!= x))
}

/// The same in twice the precision, of numbers from 0 on: an error below 2⁻⁶³ of
/// it.
///
/// log m = s·(2 + z·(2/3 + z·(2/5 + …))) with z = s²: only from 2/5 on is one part enough.
@inline(__always)
func logarithmPair(_ x: DoubleLanes) -> LanePairs {
  let (k, f) = logarithmParts(x)
  let two = DoubleLanes(2)
  let divisor = LanePairs(ordered: two, f)
  let quotient = f / divisor.high
  let left = quotient.times(-divisor.high, plus: f) - quotient * divisor.low
  let s = LanePairs(quotient, left / divisor.high)
  let z = s * s
  let third = LanePairs(
    ordered: DoubleLanes(0x1.5555_5555_5555_5p-1), z.high * logarithmSeries(z.high))
  let series = LanePairs(third.high, third.low + DoubleLanes(0x1.5555_5555_5555_5p-55))
  let log = (series * z + two) * s
  // ln 2 in two parts, as above.
  let sum = LanePairs(sum: k * DoubleLanes(0x1.62e4_2fee_0000_0p-1), log.high)
  let rest = k.times(DoubleLanes(0x1.a39e_f357_93c7_6p-33), plus: log.low)
  let result = LanePairs(ordered: sum.high, sum.low + rest)
  let infinity = DoubleLanes(.infinity)
  return LanePairs(
    result.high.replacing(with: -infinity, where: x .== DoubleLanes(0))
      .replacing(with: x, where: (x .== infinity) .| (x .!= x)), result.low)
}

/// k and f of x, of any size above 0.
@inline(__always)
private func logarithmParts(_ x: DoubleLanes) -> (k: DoubleLanes, f: DoubleLanes) {
  let isSubnormal = x .< DoubleLanes(0x1p-1022)
  let normal = x.replacing(with: x * DoubleLanes(0x1p54), where: isSubnormal)
  // Bits of √½: adding those of 1 minus these puts the exponent's step there.
  let rootHalf = DoubleBits(repeating: 0x3fe6_a09e_667f_3bcd)
  let one = DoubleBits(repeating: 0x3ff0_0000_0000_0000)
  let stepped = normal.bits &+ (one &- rootHalf)
  let exponent = (stepped &>> DoubleBits(repeating: 52)) &- DoubleBits(repeating: 1023)
  let m = DoubleLanes(
    bits: (stepped & DoubleBits(repeating: 0x000f_ffff_ffff_ffff)) &+ rootHalf)
  let scale = DoubleLanes(0).replacing(with: DoubleLanes(54), where: isSubnormal)
  let k = DoubleLanes(small: exponent) - scale
  return (k, m - DoubleLanes(1))
}

/// 2/5 + (2/7)z + (2/9)z² + …
@inline(__always)
private func logarithmSeries(_ z: DoubleLanes) -> DoubleLanes {
  var p = DoubleLanes(2.0 / 23)
  p = p.times(z, plus: DoubleLanes(2.0 / 21))
  p = p.times(z, plus: DoubleLanes(2.0 / 19))
  p = p.times(z, plus: DoubleLanes(2.0 / 17))
  p = p.times(z, plus: DoubleLanes(2.0 / 15))
  p = p.times(z, plus: DoubleLanes(2.0 / 13))
  p = p.times(z, plus: DoubleLanes(2.0 / 11))
  p = p.times(z, plus: DoubleLanes(2.0 / 9))
  p = p.times(z, plus: DoubleLanes(2.0 / 7))
  p = p.times(z, plus: DoubleLanes(2.0 / 5))
  return p
}
