/// `values[i] = canonical(values[i] / divisors[i])`.
@inline(__always)
func divide<Vector: Lanes>(
  _ values: UnsafeMutablePointer<Vector.Scalar>, _ divisors: UnsafePointer<Vector.Scalar>,
  _ count: Int, _: Vector.Type
) {
  var i = 0
  while i + Vector.count <= count {
    Vector.load(values + i).divided(by: .load(divisors + i)).canonical().store(values + i)
    i += Vector.count
  }
  while i < count {
    let quotient = values[i] / divisors[i]
    values[i] = quotient.isNaN ? Vector.quietNaN : quotient
    i += 1
  }
}
