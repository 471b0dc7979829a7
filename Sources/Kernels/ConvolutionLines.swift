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

private typealias TwoLines<Units: UnitGroup, Weights: LineWeights> =
  LinePair<OneLine<Units, Weights>, OneLine<Units, Weights>>
where Units.Vector == Weights.Vector
private typealias FourLines<Units: UnitGroup, Weights: LineWeights> =
  LinePair<TwoLines<Units, Weights>, TwoLines<Units, Weights>>
where Units.Vector == Weights.Vector

@inline(__always)
func convolveLines<Weights: LineWeights>(
  _ job: LineJob<Weights.Vector.Scalar>, _: Weights.Type
) {
  typealias Many = ManyUnits<Weights.Vector>
  typealias One = OneUnit<Weights.Vector>
  switch job.lines {
  case 4: convolve(job, FourLines<Many, Weights>.self, FourLines<One, Weights>.self)
  case 2: convolve(job, TwoLines<Many, Weights>.self, TwoLines<One, Weights>.self)
  default: convolve(job, OneLine<Many, Weights>.self, OneLine<One, Weights>.self)
  }
}

@inline(__always)
private func convolve<Many: LineGroup, One: LineGroup>(
  _ job: LineJob<Many.Scalar>, _: Many.Type, _: One.Type
) where Many.Scalar == One.Scalar {
  let vectors = job.columns / Many.Units.Vector.count
  var asking = Asking(job.ahead, steps: job.unitCount / Many.Units.count * vectors)
  var unit = 0
  while unit + Many.Units.count <= job.unitCount {
    convolveUnits(job, unit: unit, width: job.unitWidth, &asking, Many.self)
    unit += Many.Units.count
  }
  while unit < job.unitCount {
    convolveUnits(job, unit: unit, width: job.unitWidth, &asking, One.self)
    unit += 1
  }
  if job.tail > 0 { convolveUnits(job, unit: unit, width: job.tail, &asking, One.self) }
}

/// The first `width` results of some units.
@inline(__always)
private func convolveUnits<Group: LineGroup>(
  _ job: LineJob<Group.Scalar>, unit: Int, width: Int, _ asking: inout Asking, _: Group.Type
) {
  let lanes = Group.Units.Vector.count
  let input = job.input + unit * job.unitStep
  let output = job.output + unit * job.unitWidth
  var column = 0
  while column < width {
    asking.step()
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
