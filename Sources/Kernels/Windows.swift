import KernelInterface

/// One vector of a window's results.
protocol WindowAccumulator {
  associatedtype Vector: Lanes
  /// What all windows have in common under one tap.
  associatedtype Tap
  /// Whether that is weights, which spans share and neighbouring vectors do not.
  static var readsWeights: Bool { get }
  /// - Parameter offset: where the results go in the job's output.
  init(_ start: Vector, _ job: WindowJob<Vector.Scalar>, at offset: Int)
  static func tap(_ number: Int, _ weights: UnsafePointer<Vector.Scalar>) -> Tap
  mutating func take(_ input: Vector, _ tap: Tap)
  /// Stores the first `lanes` results.
  func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int)
}

/// An accumulator that is a sum, and needs of the taps their number only.
protocol WindowSum: WindowAccumulator where Tap == Void {
  var sum: Vector { get }
}

extension WindowAccumulator {
  @inline(__always) static var readsWeights: Bool { false }
}

extension WindowSum {
  @inline(__always) static func tap(_: Int, _: UnsafePointer<Vector.Scalar>) {}
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    sum.canonical().store(job.output + offset, lanes: lanes)
  }
}

struct Sum<Vector: Lanes>: WindowSum {
  var sum: Vector
  @inline(__always) init(_ start: Vector, _: WindowJob<Vector.Scalar>, at _: Int) { sum = start }
  @inline(__always) mutating func take(_ input: Vector, _: Void) { sum.add(input) }
}

/// A sum that is divided in the end: divisions then take no time of their own beside the loads.
struct Mean<Vector: Lanes>: WindowAccumulator {
  var sum: Vector
  @inline(__always) init(_ start: Vector, _: WindowJob<Vector.Scalar>, at _: Int) { sum = start }
  @inline(__always) static func tap(_: Int, _: UnsafePointer<Vector.Scalar>) {}
  @inline(__always) mutating func take(_ input: Vector, _: Void) { sum.add(input) }
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    sum.divided(by: Vector(repeating: job.divisor.unsafelyUnwrapped)).canonical()
      .store(job.output + offset, lanes: lanes)
  }
}

struct SquareSum<Vector: Lanes>: WindowSum {
  var sum: Vector
  @inline(__always) init(_ start: Vector, _: WindowJob<Vector.Scalar>, at _: Int) { sum = start }
  @inline(__always) mutating func take(_ input: Vector, _: Void) { sum.fuse(input, input) }
}

/// Each input times the weight of its tap and lane.
struct WeightedSum<Vector: Lanes>: WindowAccumulator {
  var sum: Vector
  @inline(__always) static var readsWeights: Bool { true }
  @inline(__always) init(_ start: Vector, _: WindowJob<Vector.Scalar>, at _: Int) { sum = start }
  @inline(__always) static func tap(_: Int, _ weights: UnsafePointer<Vector.Scalar>) -> Vector {
    .load(weights)
  }
  @inline(__always) mutating func take(_ input: Vector, _ weights: Vector) {
    sum.fuse(input, weights)
  }
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    sum.canonical().store(job.output + offset, lanes: lanes)
  }
}

/// The accumulators that are kept at once.
protocol WindowGroup {
  associatedtype Accumulator: WindowAccumulator
  typealias Vector = Accumulator.Vector
  /// Neighbouring vectors of one span that it holds.
  static var vectors: Int { get }
  /// - Parameters:
  ///   - column: where it starts in the job's columns.
  ///   - offset: where the first span's results go in the job's output.
  init(_ job: WindowJob<Vector.Scalar>, column: Int, at offset: Int)
  /// - Parameter weights: of the tap and the first column.
  mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, tap: Int,
    _ weights: UnsafePointer<Vector.Scalar>)
  /// Stores the first `lanes` results of each span.
  func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int)
}

/// One vector of one span.
struct OneVectorOfWindows<Accumulator: WindowAccumulator>: WindowGroup {
  var a: Accumulator
  @inline(__always) static var vectors: Int { 1 }
  @inline(__always) init(_ job: WindowJob<Vector.Scalar>, column: Int, at offset: Int) {
    a = Accumulator(.load(job.start + column), job, at: offset)
  }
  @inline(__always) mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, tap: Int,
    _ weights: UnsafePointer<Vector.Scalar>
  ) {
    a.take(.load(input + spans[0]), Accumulator.tap(tap, weights))
  }
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    a.store(job, at: offset, lanes: lanes)
  }
}

/// The same vector of four spans.
struct FourSpans<Accumulator: WindowAccumulator>: WindowGroup {
  var a: Accumulator
  var b: Accumulator
  var c: Accumulator
  var d: Accumulator
  @inline(__always) static var vectors: Int { 1 }
  @inline(__always) init(_ job: WindowJob<Vector.Scalar>, column: Int, at offset: Int) {
    let start = Vector.load(job.start + column)
    a = Accumulator(start, job, at: offset)
    b = Accumulator(start, job, at: offset + job.outputStride)
    c = Accumulator(start, job, at: offset + 2 * job.outputStride)
    d = Accumulator(start, job, at: offset + 3 * job.outputStride)
  }
  @inline(__always) mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, tap: Int,
    _ weights: UnsafePointer<Vector.Scalar>
  ) {
    let tap = Accumulator.tap(tap, weights)
    a.take(.load(input + spans[0]), tap)
    b.take(.load(input + spans[1]), tap)
    c.take(.load(input + spans[2]), tap)
    d.take(.load(input + spans[3]), tap)
  }
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    a.store(job, at: offset, lanes: lanes)
    b.store(job, at: offset + job.outputStride, lanes: lanes)
    c.store(job, at: offset + 2 * job.outputStride, lanes: lanes)
    d.store(job, at: offset + 3 * job.outputStride, lanes: lanes)
  }
}

/// Four neighbouring vectors of one span: memory is read in the order in which it lies.
struct FourVectors<Accumulator: WindowAccumulator>: WindowGroup {
  var a: Accumulator
  var b: Accumulator
  var c: Accumulator
  var d: Accumulator
  @inline(__always) static var vectors: Int { 4 }
  @inline(__always) init(_ job: WindowJob<Vector.Scalar>, column: Int, at offset: Int) {
    let (start, lanes) = (job.start + column, Vector.count)
    a = Accumulator(.load(start), job, at: offset)
    b = Accumulator(.load(start + lanes), job, at: offset + lanes)
    c = Accumulator(.load(start + 2 * lanes), job, at: offset + 2 * lanes)
    d = Accumulator(.load(start + 3 * lanes), job, at: offset + 3 * lanes)
  }
  @inline(__always) mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, tap: Int,
    _ weights: UnsafePointer<Vector.Scalar>
  ) {
    let (first, lanes) = (input + spans[0], Vector.count)
    a.take(.load(first), Accumulator.tap(tap, weights))
    b.take(.load(first + lanes), Accumulator.tap(tap, weights + lanes))
    c.take(.load(first + 2 * lanes), Accumulator.tap(tap, weights + 2 * lanes))
    d.take(.load(first + 3 * lanes), Accumulator.tap(tap, weights + 3 * lanes))
  }
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    let whole = Vector.count
    a.store(job, at: offset, lanes: whole)
    b.store(job, at: offset + whole, lanes: whole)
    c.store(job, at: offset + 2 * whole, lanes: whole)
    d.store(job, at: offset + 3 * whole, lanes: lanes - 3 * whole)
  }
}

@inline(__always)
func windows<Accumulator: WindowAccumulator>(
  _ job: WindowJob<Accumulator.Vector.Scalar>, _: Accumulator.Type
) {
  // Four vectors in one span where a span is short, the channels of a position: they and their
  // neighbours lie side by side. In long ones, lines, rows that several spans read stay near.
  let wide = 4 * Accumulator.Vector.count
  let isInFours =
    !Accumulator.readsWeights && job.count <= mostInSpan && job.weightPeriod % wide == 0
  let inFours = isInFours ? job.count / wide * wide : 0
  let lanes = Accumulator.Vector.count
  var asking = Asking(
    job.ahead,
    steps: inFours > 0
      ? job.spanCount * inFours / wide : job.spanCount / 4 * ((job.count + lanes - 1) / lanes))
  if inFours > 0 {
    for span in 0..<job.spanCount {
      windows(job, firstSpan: span, 0..<inFours, &asking, FourVectors<Accumulator>.self)
    }
  }
  guard inFours < job.count else { return }
  var span = 0
  while span + 4 <= job.spanCount {
    windows(job, firstSpan: span, inFours..<job.count, &asking, FourSpans<Accumulator>.self)
    span += 4
  }
  while span < job.spanCount {
    windows(
      job, firstSpan: span, inFours..<job.count, &asking, OneVectorOfWindows<Accumulator>.self)
    span += 1
  }
}

/// The longest span that is taken in groups of four vectors.
private let mostInSpan = 1024

@inline(__always)
private func windows<Group: WindowGroup>(
  _ job: WindowJob<Group.Vector.Scalar>, firstSpan: Int, _ elements: Range<Int>,
  _ asking: inout Asking, _: Group.Type
) {
  let width = Group.vectors * Group.Vector.count
  let spans = job.spans + firstSpan
  let output = firstSpan * job.outputStride
  var element = elements.lowerBound
  var column = element % job.weightPeriod
  while element < elements.upperBound {
    asking.step()
    var group = Group(job, column: column, at: output + element)
    var weights = job.weights + column
    for tap in 0..<job.tapCount {
      group.take(
        job.input + job.taps[tap] + element, spans, tap: job.firstTap + tap, weights)
      weights += job.weightPeriod
    }
    group.store(job, at: output + element, lanes: min(width, elements.upperBound - element))
    element += width
    column += width
    if column >= job.weightPeriod { column = 0 }
  }
}
