import KernelInterface

extension Lanes {
  /// A vector of an operand.
  @inline(__always)
  static func load(_ operand: Operand<Scalar>, _ index: Int) -> Self {
    operand.step == 0 ? Self(repeating: operand.start.pointee) : load(operand.start + index)
  }
}

/// Stores the canonical `body(i)` for each vector's first element `i`.
@inline(__always)
private func fill<Vector: Lanes>(
  _ target: UnsafeMutablePointer<Vector.Scalar>, _ count: Int, _ body: (Int) -> Vector
) {
  var i = 0
  while i < count {
    body(i).canonical().store(target + i)
    i += Vector.count
  }
}

@inline(__always)
func plain<Vector: ElementwiseLanes>(
  _ function: PlainFunction, _ a: Operand<Vector.Scalar>,
  _ target: UnsafeMutablePointer<Vector.Scalar>, _ count: Int, _: Vector.Type
) {
  @inline(__always) func each(_ body: (Vector) -> Vector) {
    fill(target, count) { body(.load(a, $0)) }
  }
  switch function {
  case .same: each { $0 }
  case .negate: each { $0.negated() }
  case .absolute: each { $0.absolute() }
  case .squareRoot: each { $0.root() }
  case .floor: each { $0.roundedDown() }
  case .ceiling: each { $0.roundedUp() }
  case .round: each { $0.roundedToNearest() }
  case .not: each { $0.equal(.zero) }
  case .isNaN: each { $0.notEqual($0) }
  }
}

@inline(__always)
func binary<Vector: ElementwiseLanes>(
  _ function: BinaryFunction, _ a: Operand<Vector.Scalar>, _ b: Operand<Vector.Scalar>,
  _ target: UnsafeMutablePointer<Vector.Scalar>, _ count: Int, _: Vector.Type
) {
  // A loop for each kind of operand: one that asks at every vector what it is takes longer than
  // the data needs to come from memory.
  @inline(__always) func each(_ body: (Vector, Vector) -> Vector) {
    switch (a.step, b.step) {
    case (0, 0):
      fill(target, count) { body(.load(a, $0), .load(b, $0)) }
    case (0, _):
      let x = Vector(repeating: a.start.pointee)
      fill(target, count) { body(x, .load(b.start + $0)) }
    case (_, 0):
      let y = Vector(repeating: b.start.pointee)
      fill(target, count) { body(.load(a.start + $0), y) }
    default:
      fill(target, count) { body(.load(a.start + $0), .load(b.start + $0)) }
    }
  }
  switch function {
  case .add: each { $0.adding($1) }
  case .subtract: each { $0.subtracting($1) }
  case .multiply: each { $0.multiplied(by: $1) }
  case .divide: each { $0.divided(by: $1) }
  case .minimum: each { $0.minimum($1) }
  case .maximum:
    each {
      var larger = $0
      larger.takeMaximum($1)
      return larger
    }
  case .less: each { $0.less($1) }
  case .lessOrEqual: each { $0.lessOrEqual($1) }
  case .equal: each { $0.equal($1) }
  case .notEqual: each { $0.notEqual($1) }
  case .and: each { $0.both($1) }
  case .or: each { $0.either($1) }
  }
}

@inline(__always)
func select<Vector: ElementwiseLanes>(
  _ condition: Operand<Vector.Scalar>, _ a: Operand<Vector.Scalar>, _ b: Operand<Vector.Scalar>,
  _ target: UnsafeMutablePointer<Vector.Scalar>, _ count: Int, _: Vector.Type
) {
  fill(target, count) { Vector.load(condition, $0).selecting(.load(a, $0), .load(b, $0)) }
}
