import KernelInterface

/// Powers of numbers in float64: exp(exponent · log(number)), each step rounded.
struct PoolingPower: Sendable {
  private let elementary: ElementaryTable

  init(_ elementary: ElementaryTable) { self.elementary = elementary }

  func raise(_ values: UnsafeMutablePointer<Double>, to exponent: Double, _ count: Int) {
    elementary.unary(.log, values, values, count)
    for i in 0..<count { values[i] *= exponent }
    elementary.unary(.exp, values, values, count)
  }
}
