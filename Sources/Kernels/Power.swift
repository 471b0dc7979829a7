/// a to the power b: e^(b·log |a|), the product with its rounding error, and the special cases of
/// C's `pow`. The error of the logarithm counts b·log |a| times.
@inline(__always)
func power(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
  let zero = DoubleLanes(0)
  let one = DoubleLanes(1)
  let infinity = DoubleLanes(.infinity)
  let size = a.absolute()
  let log = logarithm(size)
  let product = log * b
  let lost = b.times(log, plus: product.negated())
  let e = exponential(product)
  // Where the product is infinite its error is none.
  let correction = e.times(lost, plus: e)
  let isSafe = (product.absolute() .< DoubleLanes(700))
  var result = e.replacing(with: correction, where: isSafe)

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
