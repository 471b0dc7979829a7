import CLanes
import KernelInterface

private typealias TwoLines<Vector: Lanes> = LinePair<OneLine<Vector>, OneLine<Vector>>
private typealias FourLines<Vector: Lanes> = LinePair<TwoLines<Vector>, TwoLines<Vector>>

private typealias ThreeUnits<Lines: LineGroup> =
  UnitPair<OneUnit<Lines>, UnitPair<OneUnit<Lines>, OneUnit<Lines>>>
/// How many units one pass takes.
private typealias ManyUnits<Lines: LineGroup> = UnitPair<ThreeUnits<Lines>, ThreeUnits<Lines>>

// How many lines one pass takes at most: sums of all its units, a weight for each line and an
// input fit the registers.
#if LEVEL_V4 || arch(arm64)
  private typealias ManyLines<Vector: Lanes> = FourLines<Vector>
#else
  private typealias ManyLines<Vector: Lanes> = TwoLines<Vector>
#endif

@inline(__always)
func convolveLines<Weights: LineWeights>(
  _ job: LineJob<Weights.Vector.Scalar>, _: Weights.Type
) {
  typealias Many = ManyLines<Weights.Vector>
  // Which of two lines read a row is a constant at each place of the code, also where steps are of
  // any kind.
  if Many.count > 2, job.lines == Many.count, job.fullSteps >= 0 {
    convolve(job, Weights.self, Many.self)
  } else if job.lines > 1 {
    convolve(job, Weights.self, TwoLines<Weights.Vector>.self)
  } else {
    convolve(job, Weights.self, OneLine<Weights.Vector>.self)
  }
}

@inline(__always)
private func convolve<Weights: LineWeights, Lines: LineGroup>(
  _ job: LineJob<Lines.Scalar>, _: Weights.Type, _: Lines.Type
) where Weights.Vector == Lines.Vector {
  typealias Many = ManyUnits<Lines>
  typealias One = OneUnit<Lines>
  let vectors = job.columns / Lines.Vector.count
  var asking = Asking(
    job.ahead, steps: job.unitCount / Many.count * vectors * (job.lines / Lines.count))
  var unit = 0
  while unit < job.unitCount {
    let left = job.unitCount - unit
    if left >= Many.count || (left >= unitsWorthRepeating && job.unitCount >= Many.count) {
      unit = min(unit, job.unitCount - Many.count)
      convolveUnits(job, unit: unit, width: job.unitWidth, &asking, Weights.self, Many.self)
      unit += Many.count
    } else {
      convolveUnits(job, unit: unit, width: job.unitWidth, &asking, Weights.self, One.self)
      unit += 1
    }
  }
  if job.tail > 0 {
    convolveUnits(job, unit: unit, width: job.tail, &asking, Weights.self, One.self)
  }
}

/// Units left over from which on one by one, each waiting for its sums, they take longer than as
/// many as one pass takes, some of them once more.
private let unitsWorthRepeating = 2

/// The first `width` results of some units.
@inline(__always)
private func convolveUnits<Weights: LineWeights, Units: UnitGroup>(
  _ job: LineJob<Units.Scalar>, unit: Int, width: Int, _ asking: inout Asking, _: Weights.Type,
  _: Units.Type
) where Weights.Vector == Units.Lines.Vector {
  typealias Vector = Units.Lines.Vector
  let input = job.input + unit * job.unitStep
  let output = job.output + unit * job.unitWidth
  var column = 0
  while column < width {
    for line in stride(from: 0, to: job.lines, by: Units.Lines.count) {
      asking.step()
      var sums = Units(.load(job.start + column))
      var row = LineRow(job, input: input, column: column, firstLine: line)
      if Units.Lines.count > 1, job.fullSteps >= 0 {
        takeRegular(&sums, &row, job, firstLine: line, Weights.self)
      } else {
        for _ in 0..<job.stepCount { row.take(&sums, Weights.self) }
      }
      sums.makeCanonical()
      let target = output + column + line * job.outputStride
      if column + Vector.count <= width {
        sums.store(target, lineStride: job.outputStride, unitStride: job.unitWidth)
      } else {
        sums.store(
          target, lineStride: job.outputStride, unitStride: job.unitWidth, lanes: width - column)
      }
    }
    column += Vector.count
  }
}

/// The steps of two or four of the job's lines over a kernel of at least three rows without stride
/// or dilation: lines come in one by one, all take part, lines leave one by one. Which do is a
/// constant at each place, so that nothing branches on it.
@inline(__always)
private func takeRegular<Weights: LineWeights, Units: UnitGroup>(
  _ sums: inout Units, _ row: inout LineRow<Units.Scalar>, _ job: LineJob<Units.Scalar>,
  firstLine: Int, _: Weights.Type
) where Weights.Vector == Units.Lines.Vector {
  let others = job.lines - Units.Lines.count
  var left = job.stepCount
  while left > 0 {
    row.skip(firstLine)
    if Units.Lines.count == 4 {
      row.take(&sums, lines: 0b0001, Weights.self)
      row.take(&sums, lines: 0b0011, Weights.self)
      row.take(&sums, lines: 0b0111, Weights.self)
      for _ in 0..<job.fullSteps { row.take(&sums, lines: 0b1111, Weights.self) }
      row.take(&sums, lines: 0b1110, Weights.self)
      row.take(&sums, lines: 0b1100, Weights.self)
      row.take(&sums, lines: 0b1000, Weights.self)
    } else {
      row.take(&sums, lines: 0b01, Weights.self)
      for _ in 0..<job.fullSteps + 2 { row.take(&sums, lines: 0b11, Weights.self) }
      row.take(&sums, lines: 0b10, Weights.self)
    }
    row.skip(others - firstLine)
    left -= job.fullSteps + 2 + job.lines
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
  /// Of the job.
  let lines: Int
  let firstLine: Int
  /// The current step, as `LineJob.steps` has it.
  var step: UnsafePointer<Int>

  @inline(__always) init(
    _ job: LineJob<Scalar>, input: UnsafePointer<Scalar>, column: Int, firstLine: Int
  ) {
    self.input = input + column
    unitStep = job.unitStep
    taps = job.taps
    tapCount = job.tapCount
    weights = job.weights + column
    columns = job.columns
    step = job.steps
    lines = job.lines
    self.firstLine = firstLine
  }

  @inline(__always)
  mutating func skip(_ rows: Int) { step += rows * (1 + lines) }

  /// Takes the current row into those of at most two lines that read it, and goes to the next.
  @inline(__always)
  mutating func take<Weights: LineWeights, Units: UnitGroup>(_ sums: inout Units, _: Weights.Type)
  where Weights.Vector == Units.Lines.Vector, Units.Scalar == Scalar {
    let offsets = step + 1 + firstLine
    var reading = 0
    for line in 0..<Units.Lines.count where offsets[line] >= 0 { reading |= 1 << line }
    switch reading {
    case 0b01: take(&sums, lines: 0b01, Weights.self)
    case 0b10: take(&sums, lines: 0b10, Weights.self)
    case 0b11: take(&sums, lines: 0b11, Weights.self)
    default: skip(1)
    }
  }

  /// Takes the current row into the lines whose bit is set in `lines`, and goes to the next.
  @inline(__always)
  mutating func take<Weights: LineWeights, Units: UnitGroup>(
    _ sums: inout Units, lines: Int, _: Weights.Type
  ) where Weights.Vector == Units.Lines.Vector, Units.Scalar == Scalar {
    let row = input + step[0]
    var weights = weights
    var tap = 0
    while tap < tapCount {
      sums.accumulate(
        row + taps[tap], step: unitStep,
        .load(weights, step + 1 + firstLine, lines: lines, Weights.self), lines: lines)
      weights += columns
      tap = clanes_next_round(tap)
    }
    skip(1)
  }
}
