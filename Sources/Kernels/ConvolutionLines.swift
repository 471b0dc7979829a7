import KernelInterface

// How many units one pass takes: accumulators for four lines of them, the inputs of a tap and
// a weight fit the registers.
#if LEVEL_V4 || arch(arm64)
  private typealias ManyUnits<Vector: Lanes> = UnitPair<ThreeUnits<Vector>, ThreeUnits<Vector>>
  private typealias ThreeUnits<Vector: Lanes> =
    UnitPair<OneUnit<Vector>, UnitPair<OneUnit<Vector>, OneUnit<Vector>>>
#else
  private typealias ManyUnits<Vector: Lanes> = UnitPair<OneUnit<Vector>, OneUnit<Vector>>
#endif

private typealias TwoLines<Units: UnitGroup> = LinePair<OneLine<Units>, OneLine<Units>>
private typealias FourLines<Units: UnitGroup> = LinePair<TwoLines<Units>, TwoLines<Units>>

@inline(__always)
func convolveLines<Vector: Lanes>(_ job: LineJob<Vector.Scalar>, _: Vector.Type) {
  switch job.lines {
  case 4:
    convolve(job, FourLines<ManyUnits<Vector>>.self, FourLines<OneUnit<Vector>>.self)
  case 2:
    convolve(job, TwoLines<ManyUnits<Vector>>.self, TwoLines<OneUnit<Vector>>.self)
  default:
    convolve(job, OneLine<ManyUnits<Vector>>.self, OneLine<OneUnit<Vector>>.self)
  }
}

@inline(__always)
private func convolve<Many: LineGroup, One: LineGroup>(
  _ job: LineJob<Many.Scalar>, _: Many.Type, _: One.Type
) where Many.Scalar == One.Scalar {
  var unit = 0
  while unit + Many.Units.count <= job.unitCount {
    convolveUnits(job, unit: unit, width: job.unitWidth, Many.self)
    unit += Many.Units.count
  }
  while unit < job.unitCount {
    convolveUnits(job, unit: unit, width: job.unitWidth, One.self)
    unit += 1
  }
  if job.tail > 0 { convolveUnits(job, unit: unit, width: job.tail, One.self) }
}

/// The first `width` results of some units.
@inline(__always)
private func convolveUnits<Group: LineGroup>(
  _ job: LineJob<Group.Scalar>, unit: Int, width: Int, _: Group.Type
) {
  let lanes = Group.Units.Vector.count
  let input = job.input + unit * job.unitStep
  let output = job.output + unit * job.unitWidth
  var column = 0
  while column < width {
    var sums = Group(.load(job.start + column))
    var step = job.steps
    for _ in 0..<job.stepCount {
      let row = input + step[0] + column
      var weights = job.weights + column
      for tap in 0..<job.tapCount {
        sums.accumulate(.load(row + job.taps[tap], step: job.unitStep), weights, step + 1)
        weights += job.columns
      }
      step += 1 + Group.count
    }
    sums.store(
      output + column, lineStride: job.outputStride, unitStride: job.unitWidth,
      lanes: min(lanes, width - column))
    column += lanes
  }
}

/// The same lanes of one unit or several.
private protocol UnitGroup {
  associatedtype Vector: Lanes
  static var count: Int { get }
  init(_ start: Vector)
  static func load(_ source: UnsafePointer<Vector.Scalar>, step: Int) -> Self
  mutating func fuse(_ x: Self, _ weights: Vector)
  func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int)
}

private struct OneUnit<Vector: Lanes>: UnitGroup {
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
    sum.canonical().store(target, lanes: lanes)
  }
}

private struct UnitPair<First: UnitGroup, Second: UnitGroup>: UnitGroup
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
}

/// The same units of one line or several. `offsets` say for each line where in `weights` its
/// weights are, or negative: the line does not take this input.
private protocol LineGroup {
  associatedtype Units: UnitGroup
  typealias Scalar = Units.Vector.Scalar
  static var count: Int { get }
  init(_ start: Units.Vector)
  mutating func accumulate(
    _ x: Units, _ weights: UnsafePointer<Scalar>, _ offsets: UnsafePointer<Int>)
  func store(
    _ target: UnsafeMutablePointer<Scalar>, lineStride: Int, unitStride: Int, lanes: Int)
}

private struct OneLine<Units: UnitGroup>: LineGroup {
  var sums: Units

  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(_ start: Units.Vector) { sums = Units(start) }
  @inline(__always) mutating func accumulate(
    _ x: Units, _ weights: UnsafePointer<Units.Vector.Scalar>, _ offsets: UnsafePointer<Int>
  ) {
    if offsets[0] >= 0 { sums.fuse(x, .load(weights + offsets[0])) }
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Units.Vector.Scalar>, lineStride: Int, unitStride: Int,
    lanes: Int
  ) {
    sums.store(target, stride: unitStride, lanes: lanes)
  }
}

private struct LinePair<Upper: LineGroup, Lower: LineGroup>: LineGroup
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
    _ x: Units, _ weights: UnsafePointer<Units.Vector.Scalar>, _ offsets: UnsafePointer<Int>
  ) {
    upper.accumulate(x, weights, offsets)
    lower.accumulate(x, weights, offsets + Upper.count)
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
}
