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
    var row = LineRow(job, input: input, column: column, lines: Group.count)
    if Group.count == 4, job.fullSteps >= 0 {
      takeRegular(&sums, &row, job)
    } else {
      for _ in 0..<job.stepCount {
        var lines = 0
        for line in 0..<Group.count where row.step[1 + line] >= 0 { lines |= 1 << line }
        row.take(&sums, lines: lines)
      }
    }
    sums.makeCanonical()
    let target = output + column
    if column + lanes <= width {
      sums.store(target, lineStride: job.outputStride, unitStride: job.unitWidth)
    } else {
      sums.store(
        target, lineStride: job.outputStride, unitStride: job.unitWidth, lanes: width - column)
    }
    column += lanes
  }
}

/// The steps of four lines over a kernel of at least three rows without stride or dilation: lines
/// come in one by one, all take part, lines leave one by one. Which do is a constant at each
/// place, so that nothing branches on it.
@inline(__always)
private func takeRegular<Group: LineGroup>(
  _ sums: inout Group, _ row: inout LineRow<Group.Scalar>, _ job: LineJob<Group.Scalar>
) {
  var left = job.stepCount
  while left > 0 {
    row.take(&sums, lines: 0b0001)
    row.take(&sums, lines: 0b0011)
    row.take(&sums, lines: 0b0111)
    for _ in 0..<job.fullSteps { row.take(&sums, lines: 0b1111) }
    row.take(&sums, lines: 0b1110)
    row.take(&sums, lines: 0b1100)
    row.take(&sums, lines: 0b1000)
    left -= 6 + job.fullSteps
  }
}

/// Goes through the rows of the input that some lines read.
private struct LineRow<Scalar> {
  let input: UnsafePointer<Scalar>
  let unitStep: Int
  let taps: UnsafePointer<Int>
  let tapCount: Int
  let weights: UnsafePointer<Scalar>
  let columns: Int
  let lines: Int
  /// The current step, as `LineJob.steps` has it.
  var step: UnsafePointer<Int>

  @inline(__always) init(
    _ job: LineJob<Scalar>, input: UnsafePointer<Scalar>, column: Int, lines: Int
  ) {
    self.input = input + column
    unitStep = job.unitStep
    taps = job.taps
    tapCount = job.tapCount
    weights = job.weights + column
    columns = job.columns
    step = job.steps
    self.lines = lines
  }

  /// Takes the current row into the lines whose bit is set in `lines`, and goes to the next.
  @inline(__always)
  mutating func take<Group: LineGroup>(_ sums: inout Group, lines: Int)
  where Group.Scalar == Scalar {
    let row = input + step[0]
    var weights = weights
    for tap in 0..<tapCount {
      sums.accumulate(.load(row + taps[tap], step: unitStep), weights, step + 1, lines: lines)
      weights += columns
    }
    step += 1 + self.lines
  }
}

/// The same lanes of one unit or several.
private protocol UnitGroup {
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
    sum.store(target, lanes: lanes)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    sum.store(target)
  }
  @inline(__always) mutating func makeCanonical() { sum = sum.canonical() }
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
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int) {
    first.store(target, stride: stride)
    second.store(target + First.count * stride, stride: stride)
  }
  @inline(__always) mutating func makeCanonical() {
    first.makeCanonical()
    second.makeCanonical()
  }
}

/// The same units of one line or several. `offsets` say for each line where in `weights` its
/// weights are; only those whose bit is set in `lines` take the input.
private protocol LineGroup {
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

private struct OneLine<Units: UnitGroup>: LineGroup {
  var sums: Units

  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(_ start: Units.Vector) { sums = Units(start) }
  @inline(__always) mutating func accumulate(
    _ x: Units, _ weights: UnsafePointer<Units.Vector.Scalar>, _ offsets: UnsafePointer<Int>,
    lines: Int
  ) {
    if lines & 1 != 0 { sums.fuse(x, .load(weights + offsets[0])) }
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
