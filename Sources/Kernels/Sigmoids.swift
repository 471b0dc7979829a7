/// e to the power x, less 1, for |x| up to 44: as `exponential`, with the 1 taken off before the
/// small part is lost.
@inline(__always)
func exponentialLessOne(_ x: DoubleLanes) -> DoubleLanes {
  let shift = DoubleLanes(DoubleLanes.roundingShift)
  let shifted = x.times(DoubleLanes(0x1.7154_7652_b82fep+0), plus: shift)
  let k = shifted - shift
  let r = k.times(DoubleLanes(-0x1.62e4_2fee_0000_0p-1), plus: x)
  let rest = k * DoubleLanes(0x1.a39e_f357_93c7_6p-33)
  let tail = exponentialTail(r - rest, rest)
  let one = DoubleLanes(1)
  let power = scaled(one, by: shifted.bits &- shift.bits)
  return (power - one) + power * (r + tail)
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

/// 1 / (1 + e^(−x)): through e^(−|x|), which never overflows.
@inline(__always)
func logistic(_ x: DoubleLanes) -> DoubleLanes {
  let one = DoubleLanes(1)
  let e = exponential(x.absolute().negated())
  return one.replacing(with: e, where: x .< DoubleLanes(0)) / (one + e)
}

/// x·sigmoid(2√(2/π)·(x + 0.044715·x³)): so the small results of negative x keep their precision.
@inline(__always)
func gelu(_ x: DoubleLanes) -> DoubleLanes {
  let cubic = (x * x).times(DoubleLanes(0.044715), plus: DoubleLanes(1)) * x
  let result = x * logistic(cubic * DoubleLanes(0x1.9884_533d_4365_1p+0))
  // Not −∞·0.
  return result.replacing(with: DoubleLanes(-0.0), where: x .== DoubleLanes(-Double.infinity))
}
