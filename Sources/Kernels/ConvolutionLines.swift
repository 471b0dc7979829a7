import KernelInterface

private typealias TwoLines<Vector: Lanes> = LinePair<OneLine<Vector>, OneLine<Vector>>
private typealias FourLines<Vector: Lanes> = LinePair<TwoLines<Vector>, TwoLines<Vector>>

private typealias TwoUnits<Lines: LineGroup> = UnitPair<OneUnit<Lines>, OneUnit<Lines>>
private typealias ThreeUnits<Lines: LineGroup> = UnitPair<OneUnit<Lines>, TwoUnits<Lines>>
private typealias FourUnits<Lines: LineGroup> = UnitPair<TwoUnits<Lines>, TwoUnits<Lines>>
private typealias SixUnits<Lines: LineGroup> = UnitPair<ThreeUnits<Lines>, ThreeUnits<Lines>>
private typealias TwelveUnits<Lines: LineGroup> = UnitPair<SixUnits<Lines>, SixUnits<Lines>>

// How many lines one pass takes at most: sums of six units, a weight for each line and an input
// fit the registers.
#if LEVEL_V4 || arch(arm64)
  private typealias ManyLines<Vector: Lanes> = FourLines<Vector>
#else
  private typealias ManyLines<Vector: Lanes> = TwoLines<Vector>
#endif

/// See `KernelTable.convolveLinesByScalar`.
@inline(__always)
func convolveLinesByScalar<Vector: Lanes>(_ job: LineJob<Vector.Scalar>, _: Vector.Type)
where Vector.Scalar: PlaneElement {
  typealias Two = TwoLines<Vector>
  typealias Three = LinePair<Two, OneLine<Vector>>
  typealias Weights = ScalarWeights<Vector>
  // Twelve sums at once, so that none waits for the one before, with their weights and an input.
  switch job.outputs {
  case 2: convolve(job, Weights.self, SixUnits<Outputs<Two>>.self)
  case 3: convolve(job, Weights.self, FourUnits<Outputs<Three>>.self)
  case 4: convolve(job, Weights.self, ThreeUnits<Outputs<FourLines<Vector>>>.self)
  default: convolveLines(job, Weights.self)
  }
}

@inline(__always)
func convolveLines<Weights: LineWeights>(
  _ job: LineJob<Weights.Vector.Scalar>, _: Weights.Type
) where Weights.Vector.Scalar: PlaneElement {
  typealias Vector = Weights.Vector
  typealias Many = ManyLines<Vector>
  if Many.count > 2, job.lines == Many.count, job.lead == 1, job.rows >= 3 {
    convolve(job, Weights.self, SixUnits<Many>.self)
  } else if job.lines > 1 {
    convolve(job, Weights.self, SixUnits<TwoLines<Vector>>.self)
  } else if Weights.inputs == 1, job.unitCount >= TwelveUnits<OneLine<Vector>>.count {
    convolve(job, Weights.self, TwelveUnits<OneLine<Vector>>.self)
  } else {
    convolve(job, Weights.self, SixUnits<OneLine<Vector>>.self)
  }
}

@inline(__always)
private func convolve<Weights: LineWeights, Units: UnitGroup>(
  _ job: LineJob<Units.Scalar>, _: Weights.Type, _: Units.Type
) where Weights.Vector == Units.Lines.Vector, Units.Scalar: PlaneElement {
  typealias Lines = Units.Lines
  let lanes = Lines.Vector.count
  let (units, width) = (job.unitCount, job.unitWidth)
  let wholeWidth = width / lanes * lanes
  let left = units % Units.count
  let together = units - left
  var asking = Asking(
    job.ahead, steps: together / Units.count * (wholeWidth / lanes) * (job.lines / Lines.count))
  for line in stride(from: 0, to: job.lines, by: Lines.count) {
    @inline(__always) func many(_ units: Range<Int>) {
      convolveWhole(job, line: line, units: units, &asking, Weights.self, Units.self)
    }
    @inline(__always) func oneByOne(_ units: Range<Int>, _ results: Range<Int>) {
      convolveEach(
        job, line: line, units: units, results: results, Weights.self, Lines.self)
    }
    many(0..<together)
    if left >= unitsWorthRepeating, together > 0 {
      many(units - Units.count..<units)
    } else {
      oneByOne(together..<units, 0..<wholeWidth)
    }
    if wholeWidth < width { oneByOne(0..<units, wholeWidth..<width) }
    if job.tail > 0 { oneByOne(units..<units + 1, 0..<job.tail) }
  }
}

/// Units left over from which on one by one, each waiting for its sums, they take longer than as
/// many as one pass takes, some of them once more.
private let unitsWorthRepeating = 2

/// The results of some units that fill whole vectors, `Units.count` units at a time.
///
/// A function of its own, which reads the job once: passes are short, and what does not stay in
/// registers between them takes as long as they do.
@inline(never)
private func convolveWhole<Weights: LineWeights, Units: UnitGroup>(
  _ job: LineJob<Units.Scalar>, line: Int, units: Range<Int>, _ asking: inout Asking,
  _: Weights.Type, _: Units.Type
) where Weights.Vector == Units.Lines.Vector, Units.Scalar: PlaneElement {
  let lanes = Weights.Vector.count
  let walk = LineWalk(job, line: line, Weights.self, Units.Lines.self)
  let (weights, start, columns) = (job.weights, job.start, job.unitWidth / lanes * lanes)
  let (unitStep, outputStep) = (Weights.unitStep(job.unitStep), job.unitOutputStep)
  let lineStride = job.outputStride
  var input = job.input + units.lowerBound * unitStep
  var output = job.output + units.lowerBound * outputStep + line * lineStride
  var left = units.count
  while left > 0 {
    var column = 0
    while column < columns {
      asking.step()
      var sums = Units(start: start + column)
      walk.take(&sums, input + column, weights + column, Weights.self)
      sums.makeCanonical()
      if Units.Lines.outputs == 1 {
        sums.store(output + column, lineStride: lineStride, unitStride: outputStep)
      } else {
        let count = Units.count * lanes
        join(Units.Lines.outputs, of: count, count, to: output) {
          sums.store($0, lineStride: count, unitStride: lanes)
        }
      }
      column += lanes
    }
    left -= Units.count
    input += Units.count * unitStep
    output += Units.count * outputStep
  }
}

/// Some results of some units, one unit at a time.
@inline(never)
private func convolveEach<Weights: LineWeights, Lines: LineGroup>(
  _ job: LineJob<Lines.Scalar>, line: Int, units: Range<Int>, results: Range<Int>,
  _: Weights.Type, _: Lines.Type
) where Weights.Vector == Lines.Vector, Lines.Scalar: PlaneElement {
  let lanes = Lines.Vector.count
  let walk = LineWalk(job, line: line, Weights.self, Lines.self)
  for unit in units {
    let input = job.input + unit * walk.unitStep
    let output = job.output + unit * job.unitOutputStep + line * job.outputStride
    for column in stride(from: results.lowerBound, to: results.upperBound, by: lanes) {
      var sums = OneUnit<Lines>(start: job.start + column)
      walk.take(&sums, input + column, job.weights + column, Weights.self)
      sums.makeCanonical()
      let count = min(lanes, results.upperBound - column)
      if Lines.outputs == 1 {
        sums.store(
          output + column, lineStride: job.outputStride, unitStride: job.unitOutputStep,
          lanes: count)
      } else {
        join(Lines.outputs, of: lanes, count, to: output) {
          sums.store($0, lineStride: lanes, unitStride: lanes)
        }
      }
    }
  }
}

/// The first `count` results of each of some outputs joined, of which `store` stores `capacity` each.
@inline(__always)
private func join<Scalar: PlaneElement>(
  _ outputs: Int, of capacity: Int, _ count: Int, to target: UnsafeMutablePointer<Scalar>,
  _ store: (UnsafeMutablePointer<Scalar>) -> Void
) {
  withUnsafeTemporaryAllocation(of: Scalar.self, capacity: outputs * capacity) {
    let apart = $0.baseAddress.unsafelyUnwrapped
    store(apart)
    joinPlanes(
      PlanesJob(
        source: apart, target: target, planes: outputs, pitch: capacity, step: outputs, count: count
      ))
  }
}

/// How some lines of a job go through the rows of the input that they read.
private struct LineWalk<Scalar> {
  let unitStep: Int
  private let rowOffsets: UnsafePointer<Int>
  private let planes: Int
  private let rows: Int
  private let lead: Int
  /// Rows of other lines, from one plane to the next.
  private let others: Int
  private let taps: UnsafePointer<Int>
  private let tapStep: Int
  private let columns: Int
  /// Weights of one row of the kernel.
  private let rowWeights: Int
  /// How far the weights that a line takes with a row are before those of the line before; of outputs, which
  /// are like lines here, they are after them.
  private let lineLead: Int

  @inline(__always)
  init<Weights: LineWeights, Lines: LineGroup>(
    _ job: LineJob<Scalar>, line: Int, _: Weights.Type, _: Lines.Type
  ) {
    unitStep = Weights.unitStep(job.unitStep)
    columns = Weights.columns(job.columns)
    rowOffsets = job.rowOffsets + line * job.lead
    planes = job.tapCount > 0 && job.rows > 0 ? job.planes : 0
    rows = job.rows
    lead = job.lead
    others = (job.lines - Lines.count) * job.lead
    taps = job.taps
    tapStep = job.tapCount > 1 ? job.taps[1] - job.taps[0] : 0
    rowWeights = job.tapCount * Weights.inputs * columns
    lineLead = Lines.outputs > 1 ? -planes * rows * rowWeights : rowWeights * lead
  }

  /// Takes all rows into the sums of lines that come in one after the other and leave so. Which
  /// of them read a row is a constant at each place, so that nothing branches on it.
  ///
  /// - Parameters:
  ///   - input: of the first unit's vector.
  ///   - weights: of that vector.
  @inline(__always)
  func take<Weights: LineWeights, Units: UnitGroup>(
    _ sums: inout Units, _ input: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>,
    _: Weights.Type
  ) where Weights.Vector == Units.Lines.Vector, Units.Scalar == Scalar {
    var next = weights
    var offset = rowOffsets
    let firstTap = Weights.tapsAreEven && planes > 0 ? taps[0] : 0
    /// Some rows, of which the lines whose bit is set in `lines` take part.
    @inline(__always) func take(_ count: Int, lines: Int) {
      var left = count
      while left > 0 {
        let row = input + (offset[0] + firstTap)
        let end = next + rowWeights
        var x = row
        var tap = taps
        repeat {
          if !Weights.tapsAreEven {
            x = row + tap[0]
            tap += 1
          }
          @inline(__always) func take(input: Int32) {
            x = anchor(x)
            next = anchor(next)
            sums.accumulate(
              x, step: unitStep, unit: 0, input: input,
              .load(next, lead: lineLead, lines: lines, Weights.self), lines: lines, Weights.self)
            next += columns
          }
          take(input: 0)
          if Weights.inputs == 4 {
            take(input: 1)
            take(input: 2)
            take(input: 3)
          }
          if Weights.tapsAreEven { x += tapStep }
        } while next != end
        offset += 1
        left -= 1
      }
    }
    var plane = 0
    while plane < planes {
      switch Units.Lines.count {
      case 4:
        take(1, lines: 0b0001)
        take(1, lines: 0b0011)
        take(1, lines: 0b0111)
        take(rows - 3, lines: 0b1111)
        take(1, lines: 0b1110)
        take(1, lines: 0b1100)
        take(1, lines: 0b1000)
      case 2:
        take(lead, lines: 0b01)
        take(rows - lead, lines: 0b11)
        take(lead, lines: 0b10)
      default: take(rows, lines: 0b1)
      }
      next -= (Units.Lines.count - 1) * lineLead
      offset += others
      plane += 1
    }
  }
}
