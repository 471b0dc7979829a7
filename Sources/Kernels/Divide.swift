/// `values[i] = canonical(values[i] / divisor)`.
@inline(__always)
func divide<Vector: Lanes>(
  _ values: UnsafeMutablePointer<Vector.Scalar>, by divisor: Vector.Scalar, _ count: Int,
  _: Vector.Type
) {
  let divisors = Vector(repeating: divisor)
  var i = 0
  while i + Vector.count <= count {
    Vector.load(values + i).divided(by: divisors).canonical().store(values + i)
    i += Vector.count
  }
  while i < count {
    let quotient = values[i] / divisor
    values[i] = quotient.isNaN ? Vector.quietNaN : quotient
    i += 1
  }
}
