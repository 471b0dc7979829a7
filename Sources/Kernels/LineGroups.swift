/// The same lanes of one unit or several.
protocol UnitGroup {
  associatedtype Vector: Lanes
  static var count: Int { get }
  init(_ start: Vector)
  static func load(_ source: UnsafePointer<Vector.Scalar>, step: Int) -> Self
  mutating func fuse(_ x: Self, _ weights: Vector)
  mutating func makeCanonical()
  func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int)
  /// Stores the first `lanes` results of each unit.
  func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int)
}

struct OneUnit<Vector: Lanes>: UnitGroup {
  var sum: Vector

  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(_ start: Vector) { sum = start }
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>, step: Int) -> Self {
    Self(.load(source))
  }
  @inline(__always) mutating func fuse(_ x: Self, _ weights: Vector) { sum.fuse(x.sum, weights) }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    sum.store(target, lanes: lanes)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    sum.store(target)
  }
  @inline(__always) mutating func makeCanonical() { sum = sum.canonical() }
}

struct UnitPair<First: UnitGroup, Second: UnitGroup>: UnitGroup
where First.Vector == Second.Vector {
  typealias Vector = First.Vector
  var first: First
  var second: Second

  @inline(__always) init(first: First, second: Second) {
    self.first = first
    self.second = second
  }

  @inline(__always) static var count: Int { First.count + Second.count }
  @inline(__always) init(_ start: Vector) {
    self.init(first: First(start), second: Second(start))
  }
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>, step: Int) -> Self {
    Self(
      first: .load(source, step: step),
      second: .load(source + First.count * step, step: step))
  }
  @inline(__always) mutating func fuse(_ x: Self, _ weights: Vector) {
    first.fuse(x.first, weights)
    second.fuse(x.second, weights)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    first.store(target, stride: stride, lanes: lanes)
    second.store(target + First.count * stride, stride: stride, lanes: lanes)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    first.store(target, stride: stride)
    second.store(target + First.count * stride, stride: stride)
  }
  @inline(__always) mutating func makeCanonical() {
    first.makeCanonical()
    second.makeCanonical()
  }
}

/// What the lanes of a unit take as their weights.
protocol LineWeights {
  associatedtype Vector: Lanes
  static func load(_ source: UnsafePointer<Vector.Scalar>) -> Vector
}

/// One for each lane.
enum VectorWeights<Vector: Lanes>: LineWeights {
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>) -> Vector {
    .load(source)
  }
}

/// One for all lanes.
enum ScalarWeights<Vector: Lanes>: LineWeights {
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>) -> Vector {
    Vector(repeating: source[0])
  }
}

/// The same units of one line or several. `offsets` say for each line where in `weights` its
/// weights are; only those whose bit is set in `lines` take the input.
protocol LineGroup {
  associatedtype Units: UnitGroup
  typealias Scalar = Units.Vector.Scalar
  static var count: Int { get }
  init(_ start: Units.Vector)
  mutating func accumulate(
    _ x: Units, _ weights: UnsafePointer<Scalar>, _ offsets: UnsafePointer<Int>,
    lines: Int)
  mutating func makeCanonical()
  func store(_ target: UnsafeMutablePointer<Scalar>, lineStride: Int, unitStride: Int)
  /// Stores the first `lanes` results of each unit.
  func store(
    _ target: UnsafeMutablePointer<Scalar>, lineStride: Int, unitStride: Int, lanes: Int)
}

struct OneLine<Units: UnitGroup, Weights: LineWeights>: LineGroup
where Units.Vector == Weights.Vector {
  var sums: Units

  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(_ start: Units.Vector) { sums = Units(start) }
  @inline(__always) mutating func accumulate(
    _ x: Units, _ weights: UnsafePointer<Units.Vector.Scalar>, _ offsets: UnsafePointer<Int>,
    lines: Int
  ) {
    if lines & 1 != 0 { sums.fuse(x, Weights.load(weights + offsets[0])) }
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Units.Vector.Scalar>, lineStride: Int, unitStride: Int,
    lanes: Int
  ) {
    sums.store(target, stride: unitStride, lanes: lanes)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Units.Vector.Scalar>, lineStride: Int, unitStride: Int
  ) {
    sums.store(target, stride: unitStride)
  }
  @inline(__always) mutating func makeCanonical() { sums.makeCanonical() }
}

struct LinePair<Upper: LineGroup, Lower: LineGroup>: LineGroup
where Upper.Units == Lower.Units {
  typealias Units = Upper.Units
  var upper: Upper
  var lower: Lower

  @inline(__always) static var count: Int { Upper.count + Lower.count }
  @inline(__always) init(_ start: Units.Vector) {
    upper = Upper(start)
    lower = Lower(start)
  }
  @inline(__always) mutating func accumulate(
    _ x: Units, _ weights: UnsafePointer<Units.Vector.Scalar>, _ offsets: UnsafePointer<Int>,
    lines: Int
  ) {
    upper.accumulate(x, weights, offsets, lines: lines)
    lower.accumulate(x, weights, offsets + Upper.count, lines: lines >> Upper.count)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Units.Vector.Scalar>, lineStride: Int, unitStride: Int,
    lanes: Int
  ) {
    upper.store(target, lineStride: lineStride, unitStride: unitStride, lanes: lanes)
    lower.store(
      target + Upper.count * lineStride, lineStride: lineStride, unitStride: unitStride,
      lanes: lanes)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Units.Vector.Scalar>, lineStride: Int, unitStride: Int
  ) {
    upper.store(target, lineStride: lineStride, unitStride: unitStride)
    lower.store(
      target + Upper.count * lineStride, lineStride: lineStride, unitStride: unitStride)
  }
  @inline(__always) mutating func makeCanonical() {
    upper.makeCanonical()
    lower.makeCanonical()
  }
}
