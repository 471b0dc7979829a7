/// a to the power b: e^(b·log |a|) in twice the precision, for the error of the logarithm counts
/// b·log |a| times, and the special cases of C's `pow`.
@inline(__always)
func power(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
  let zero = DoubleLanes(0)
  let one = DoubleLanes(1)
  let infinity = DoubleLanes(.infinity)
  let size = a.absolute()
  var product = logarithmPair(size) * b
  // Past these the result is 0 or infinity; what an infinite product lost is no number.
  let isSafe = (product.high.absolute() .< DoubleLanes(800))
  product.low = zero.replacing(with: product.low, where: isSafe)
  let (e, exponent) = exponentialParts(product)
  var result = scaled(e.high + e.low, by: exponent)

  let isWhole = b.rounded(.toNearestOrEven) .== b
  let half = b * DoubleLanes(0.5)
  let isOdd = isWhole .& (half.rounded(.toNearestOrEven) .!= half)
  let isNegative = (a.bits & DoubleBits(repeating: Int64.min)) .!= DoubleBits(repeating: 0)
  result = result.replacing(with: result.negated(), where: isNegative .& isOdd)
  let hasNone = (a .< zero) .& (a .!= -infinity) .& (b .!= b.rounded(.toNearestOrEven))
  result = result.replacing(with: DoubleLanes(.nan), where: hasNone)
  let isOne = (b .== zero) .| (a .== one) .| ((size .== one) .& (b.absolute() .== infinity))
  return result.replacing(with: one, where: isOne)
}
