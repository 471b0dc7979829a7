import KernelInterface

/// `target[i] = canonical(function(source[i]))`.
func unary(
  _ function: UnaryFunction, _ source: UnsafePointer<Double>,
  _ target: UnsafeMutablePointer<Double>, _ count: Int
) {
  switch function {
  case .exp: mapLanes(source, target, count, Exponential.self)
  case .log: mapLanes(source, target, count, Logarithm.self)
  case .sinTurns: mapLanes(source, target, count, SineOfTurns.self)
  case .cosTurns: mapLanes(source, target, count, CosineOfTurns.self)
  case .sin: mapLanes(source, target, count, Sine.self)
  case .cos: mapLanes(source, target, count, Cosine.self)
  case .tanh: mapLanes(source, target, count, HyperbolicTangent.self)
  case .sigmoid: mapLanes(source, target, count, Logistic.self)
  case .gelu: mapLanes(source, target, count, GELU.self)
  }
}

/// `target[i] = canonical(base[i] to the power exponent[i])`.
func power(
  _ base: UnsafePointer<Double>, _ exponent: UnsafePointer<Double>,
  _ target: UnsafeMutablePointer<Double>, _ count: Int
) {
  let whole = count / DoubleLanes.count * DoubleLanes.count
  var i = 0
  while i < whole {
    power(.load(base + i), .load(exponent + i)).canonical().store(target + i)
    i += DoubleLanes.count
  }
  guard i < count else { return }
  withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * DoubleLanes.count) {
    let lanes = $0.baseAddress.unsafelyUnwrapped
    let others = lanes + DoubleLanes.count
    fill(lanes, base + i, count - i)
    fill(others, exponent + i, count - i)
    power(lanes, others, lanes, DoubleLanes.count)
    for lane in 0..<(count - i) { target[i + lane] = lanes[lane] }
  }
}

/// A vector at a time.
private func mapLanes<Function: LaneFunction>(
  _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>, _ count: Int,
  _ function: Function.Type
) {
  let whole = count / DoubleLanes.count * DoubleLanes.count
  var i = 0
  while i < whole {
    Function.of(.load(source + i)).canonical().store(target + i)
    i += DoubleLanes.count
  }
  guard i < count else { return }
  withUnsafeTemporaryAllocation(of: Double.self, capacity: DoubleLanes.count) {
    let lanes = $0.baseAddress.unsafelyUnwrapped
    fill(lanes, source + i, count - i)
    mapLanes(lanes, lanes, DoubleLanes.count, function)
    for lane in 0..<(count - i) { target[i + lane] = lanes[lane] }
  }
}

/// Fewer values than a vector has, and ones in the place of the rest.
private func fill(
  _ lanes: UnsafeMutablePointer<Double>, _ values: UnsafePointer<Double>, _ count: Int
) {
  for lane in 0..<DoubleLanes.count { lanes[lane] = lane < count ? values[lane] : 1 }
}

/// What is computed of each lane. Types and no closures, whose bodies stay functions of their own
/// where they are long: a call passes each vector in pieces of 16 bytes, and all that is computed
/// of them is done in such pieces then.
private protocol LaneFunction {
  static func of(_ x: DoubleLanes) -> DoubleLanes
}

private enum Exponential: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { exponential(x) }
}

private enum Logarithm: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { logarithm(x) }
}

private enum SineOfTurns: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { sineCosine(turns: x).sine }
}

private enum CosineOfTurns: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { sineCosine(turns: x).cosine }
}

private enum Sine: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { sineCosine(x).sine }
}

private enum Cosine: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { sineCosine(x).cosine }
}

private enum HyperbolicTangent: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { hyperbolicTangent(x) }
}

private enum Logistic: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { logistic(x) }
}

private enum GELU: LaneFunction {
  @inline(__always) static func of(_ x: DoubleLanes) -> DoubleLanes { gelu(x) }
}
