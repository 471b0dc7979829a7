import CLanes

/// What the lanes of a unit take as their inputs and weights, and what is constant of such jobs.
protocol LineWeights {
  associatedtype Vector: Lanes
  /// Inputs of a tap, one or four, each with a row of weights.
  static var inputs: Int { get }
  static func input(_ index: Int32, of source: UnsafePointer<Vector.Scalar>) -> Vector
  static func load(_ source: UnsafePointer<Vector.Scalar>) -> Vector
  /// Whether taps are equally far apart.
  static var tapsAreEven: Bool { get }
  static func columns(_ given: Int) -> Int
  static func unitStep(_ given: Int) -> Int
}

extension LineWeights {
  @inline(__always) static var inputs: Int { 1 }
  @inline(__always) static func input(
    _ index: Int32, of source: UnsafePointer<Vector.Scalar>
  ) -> Vector {
    .load(source)
  }
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>) -> Vector {
    .load(source)
  }
  @inline(__always) static var tapsAreEven: Bool { true }
  @inline(__always) static func columns(_ given: Int) -> Int { given }
  @inline(__always) static func unitStep(_ given: Int) -> Int { given }
}

/// One for each lane.
enum VectorWeights<Vector: Lanes>: LineWeights {}

/// One for each lane and each of the four inputs that lie in its four lanes.
enum WeightsInFours<Vector: LanesInFours>: LineWeights {
  @inline(__always) static var inputs: Int { 4 }
  @inline(__always) static func input(
    _ index: Int32, of source: UnsafePointer<Vector.Scalar>
  ) -> Vector {
    Vector.load(source).repeatedInFours(index)
  }
}

/// One for all lanes.
enum ScalarWeights<Vector: Lanes>: LineWeights {
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>) -> Vector {
    Vector(repeating: source[0])
  }
  @inline(__always) static var tapsAreEven: Bool { false }
  @inline(__always) static func columns(_ given: Int) -> Int { 1 }
  @inline(__always) static func unitStep(_ given: Int) -> Int { Vector.count }
}

/// A vector for each of some lines: the sums of one unit, or the weights that they take. Only the
/// lines whose bit is set in `lines` have a part in what is done.
protocol LineGroup {
  associatedtype Vector: Lanes
  typealias Scalar = Vector.Scalar
  static var count: Int { get }
  /// Results that take the same input, which are joined.
  static var outputs: Int { get }
  /// What sums start at.
  init(start: UnsafePointer<Scalar>)
  /// The first line's weights are at `source`, each other line's `lead` before those of the
  /// line before.
  static func load<Weights: LineWeights>(
    _ source: UnsafePointer<Scalar>, lead: Int, lines: Int, _: Weights.Type
  ) -> Self where Weights.Vector == Vector
  mutating func fuse(_ x: Vector, _ weights: Self, lines: Int)
  mutating func makeCanonical()
  func store(_ target: UnsafeMutablePointer<Scalar>, stride: Int)
  /// Stores the first `lanes` results of each line.
  func store(_ target: UnsafeMutablePointer<Scalar>, stride: Int, lanes: Int)
}

extension LineGroup {
  @inline(__always) static var outputs: Int { 1 }
}

struct OneLine<Vector: Lanes>: LineGroup {
  var vector: Vector

  @inline(__always) init(start: UnsafePointer<Vector.Scalar>) { vector = .load(start) }
  @inline(__always) private init(_ vector: Vector) { self.vector = vector }
  @inline(__always) static var count: Int { 1 }
  @inline(__always) static func load<Weights: LineWeights>(
    _ source: UnsafePointer<Vector.Scalar>, lead: Int, lines: Int, _: Weights.Type
  ) -> Self where Weights.Vector == Vector {
    Self(lines & 1 != 0 ? Weights.load(source) : Vector(repeating: 0))
  }
  @inline(__always) mutating func fuse(_ x: Vector, _ weights: Self, lines: Int) {
    if lines & 1 != 0 { vector.fuse(x, weights.vector) }
  }
  @inline(__always) mutating func makeCanonical() { vector = vector.canonical() }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    vector.store(target)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    vector.store(target, lanes: lanes)
  }
}

struct LinePair<Upper: LineGroup, Lower: LineGroup>: LineGroup
where Upper.Vector == Lower.Vector {
  typealias Vector = Upper.Vector
  var upper: Upper
  var lower: Lower

  @inline(__always) init(upper: Upper, lower: Lower) {
    self.upper = upper
    self.lower = lower
  }

  @inline(__always) static var count: Int { Upper.count + Lower.count }
  @inline(__always) init(start: UnsafePointer<Vector.Scalar>) {
    self.init(upper: Upper(start: start), lower: Lower(start: start))
  }
  @inline(__always) static func load<Weights: LineWeights>(
    _ source: UnsafePointer<Vector.Scalar>, lead: Int, lines: Int, _: Weights.Type
  ) -> Self where Weights.Vector == Vector {
    Self(
      upper: .load(source, lead: lead, lines: lines, Weights.self),
      lower: .load(
        source - Upper.count * lead, lead: lead, lines: lines >> Upper.count, Weights.self))
  }
  @inline(__always) mutating func fuse(_ x: Vector, _ weights: Self, lines: Int) {
    upper.fuse(x, weights.upper, lines: lines)
    lower.fuse(x, weights.lower, lines: lines >> Upper.count)
  }
  @inline(__always) mutating func makeCanonical() {
    upper.makeCanonical()
    lower.makeCanonical()
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    upper.store(target, stride: stride)
    lower.store(target + Upper.count * stride, stride: stride)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    upper.store(target, stride: stride, lanes: lanes)
    lower.store(target + Upper.count * stride, stride: stride, lanes: lanes)
  }
}

/// Results of one line that take the same input, each with weights and a start of its own: what are
/// lines in `Group`.
struct Outputs<Group: LineGroup>: LineGroup {
  typealias Vector = Group.Vector
  private var sums: Group

  @inline(__always) private init(_ sums: Group) { self.sums = sums }
  @inline(__always) static var count: Int { 1 }
  @inline(__always) static var outputs: Int { Group.count }
  @inline(__always) init(start: UnsafePointer<Vector.Scalar>) {
    sums = .load(start, lead: -Vector.count, lines: ~0, VectorWeights<Vector>.self)
  }
  @inline(__always) static func load<Weights: LineWeights>(
    _ source: UnsafePointer<Vector.Scalar>, lead: Int, lines: Int, _: Weights.Type
  ) -> Self where Weights.Vector == Vector {
    Self(.load(source, lead: lead, lines: ~0, Weights.self))
  }
  @inline(__always) mutating func fuse(_ x: Vector, _ weights: Self, lines: Int) {
    sums.fuse(x, weights.sums, lines: ~0)
  }
  @inline(__always) mutating func makeCanonical() { sums.makeCanonical() }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    sums.store(target, stride: stride)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    sums.store(target, stride: stride, lanes: lanes)
  }
}

/// The same lanes of one unit or several, in some lines each. A unit's input is loaded once for
/// all of its lines.
protocol UnitGroup {
  associatedtype Lines: LineGroup
  typealias Scalar = Lines.Vector.Scalar
  static var count: Int { get }
  init(start: UnsafePointer<Scalar>)
  /// - Parameters:
  ///   - step: elements from one unit's input to the next's.
  ///   - unit: how many of them the first unit's input is past `x`.
  ///   - input: which of a tap's.
  mutating func accumulate<Weights: LineWeights>(
    _ x: UnsafePointer<Scalar>, step: Int, unit: Int, input: Int32, _ weights: Lines, lines: Int,
    _: Weights.Type) where Weights.Vector == Lines.Vector
  mutating func makeCanonical()
  func store(_ target: UnsafeMutablePointer<Scalar>, lineStride: Int, unitStride: Int)
  /// Stores the first `lanes` results of each unit.
  func store(
    _ target: UnsafeMutablePointer<Scalar>, lineStride: Int, unitStride: Int, lanes: Int)
}

struct OneUnit<Lines: LineGroup>: UnitGroup {
  var sums: Lines

  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(start: UnsafePointer<Lines.Scalar>) { sums = Lines(start: start) }
  @inline(__always) mutating func accumulate<Weights: LineWeights>(
    _ x: UnsafePointer<Lines.Scalar>, step: Int, unit: Int, input: Int32, _ weights: Lines,
    lines: Int, _: Weights.Type
  ) where Weights.Vector == Lines.Vector {
    sums.fuse(Weights.input(input, of: x + unit * step), weights, lines: lines)
  }
  @inline(__always) mutating func makeCanonical() { sums.makeCanonical() }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Lines.Scalar>, lineStride: Int, unitStride: Int
  ) {
    sums.store(target, stride: lineStride)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Lines.Scalar>, lineStride: Int, unitStride: Int, lanes: Int
  ) {
    sums.store(target, stride: lineStride, lanes: lanes)
  }
}

struct UnitPair<First: UnitGroup, Second: UnitGroup>: UnitGroup
where First.Lines == Second.Lines {
  typealias Lines = First.Lines
  var first: First
  var second: Second

  @inline(__always) static var count: Int { First.count + Second.count }
  @inline(__always) init(start: UnsafePointer<Lines.Scalar>) {
    first = First(start: start)
    second = Second(start: start)
  }
  @inline(__always) mutating func accumulate<Weights: LineWeights>(
    _ x: UnsafePointer<Lines.Scalar>, step: Int, unit: Int, input: Int32, _ weights: Lines,
    lines: Int, _: Weights.Type
  ) where Weights.Vector == Lines.Vector {
    first.accumulate(
      x, step: step, unit: unit, input: input, weights, lines: lines, Weights.self)
    var (x, unit) = (x, unit + First.count)
    // Farther ones would need a register for each multiple of the step.
    if First.count >= 3 { (x, unit) = (anchor(x + unit * step), 0) }
    second.accumulate(
      x, step: step, unit: unit, input: input, weights, lines: lines, Weights.self)
  }
  @inline(__always) mutating func makeCanonical() {
    first.makeCanonical()
    second.makeCanonical()
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Lines.Scalar>, lineStride: Int, unitStride: Int
  ) {
    first.store(target, lineStride: lineStride, unitStride: unitStride)
    second.store(
      target + First.count * unitStride, lineStride: lineStride, unitStride: unitStride)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Lines.Scalar>, lineStride: Int, unitStride: Int, lanes: Int
  ) {
    first.store(target, lineStride: lineStride, unitStride: unitStride, lanes: lanes)
    second.store(
      target + First.count * unitStride, lineStride: lineStride, unitStride: unitStride,
      lanes: lanes)
  }
}

@inline(__always)
func anchor<Scalar>(_ pointer: UnsafePointer<Scalar>) -> UnsafePointer<Scalar> {
  clanes_anchor(pointer).unsafelyUnwrapped.assumingMemoryBound(to: Scalar.self)
}
