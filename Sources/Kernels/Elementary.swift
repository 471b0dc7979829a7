import KernelInterface

/// `target[i] = canonical(function(source[i]))`.
func unary(
  _ function: UnaryFunction, _ source: UnsafePointer<Double>,
  _ target: UnsafeMutablePointer<Double>, _ count: Int
) {
  switch function {
  case .exp: mapLanes(source, target, count) { exponential($0) }
  case .log: mapLanes(source, target, count) { logarithm($0) }
  case .sinTurns: mapLanes(source, target, count) { sineCosine(turns: $0).sine }
  case .cosTurns: mapLanes(source, target, count) { sineCosine(turns: $0).cosine }
  case .sin: mapLanes(source, target, count) { sineCosine($0).sine }
  case .cos: mapLanes(source, target, count) { sineCosine($0).cosine }
  case .tanh: mapLanes(source, target, count) { hyperbolicTangent($0) }
  case .sigmoid: mapLanes(source, target, count) { logistic($0) }
  case .gelu: mapLanes(source, target, count) { gelu($0) }
  }
}

/// `target[i] = canonical(base[i] to the power exponent[i])`.
func power(
  _ base: UnsafePointer<Double>, _ exponent: UnsafePointer<Double>,
  _ target: UnsafeMutablePointer<Double>, _ count: Int
) {
  var i = 0
  while i + DoubleLanes.count <= count {
    power(.load(base + i), .load(exponent + i)).canonical().store(target + i)
    i += DoubleLanes.count
  }
  while i < count {
    let one = power(DoubleLanes(base[i]), DoubleLanes(exponent[i])).canonical()
    one.store(target + i, lanes: 1)
    i += 1
  }
}

/// A vector at a time; the last one is filled up with ones.
@inline(__always)
private func mapLanes(
  _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>, _ count: Int,
  _ body: (DoubleLanes) -> DoubleLanes
) {
  var i = 0
  while i + DoubleLanes.count <= count {
    body(.load(source + i)).canonical().store(target + i)
    i += DoubleLanes.count
  }
  guard i < count else { return }
  withUnsafeTemporaryAllocation(of: Double.self, capacity: DoubleLanes.count) {
    let lanes = $0.baseAddress.unsafelyUnwrapped
    for lane in 0..<DoubleLanes.count { lanes[lane] = i + lane < count ? source[i + lane] : 1 }
    body(.load(lanes)).canonical().store(lanes)
    for lane in 0..<(count - i) { target[i + lane] = lanes[lane] }
  }
}
