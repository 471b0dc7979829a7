import KernelInterface

/// One vector of a window's results.
protocol WindowAccumulator {
  associatedtype Vector: Lanes
  /// What all windows have in common under one tap.
  associatedtype Tap
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

struct SquareSum<Vector: Lanes>: WindowSum {
  var sum: Vector
  @inline(__always) init(_ start: Vector, _: WindowJob<Vector.Scalar>, at _: Int) { sum = start }
  @inline(__always) mutating func take(_ input: Vector, _: Void) { sum.fuse(input, input) }
}

/// Each input times the weight of its tap and lane.
struct WeightedSum<Vector: Lanes>: WindowAccumulator {
  var sum: Vector
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

/// Accumulators for the same lanes of four spans, or of one.
protocol SpanGroup {
  associatedtype Accumulator: WindowAccumulator
  typealias Vector = Accumulator.Vector
  /// - Parameter offset: where the first span's results go in the job's output.
  init(_ start: Vector, _ job: WindowJob<Vector.Scalar>, at offset: Int)
  mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, _ tap: Accumulator.Tap)
  func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int)
}

struct OneSpan<Accumulator: WindowAccumulator>: SpanGroup {
  var a: Accumulator
  @inline(__always) init(_ start: Vector, _ job: WindowJob<Vector.Scalar>, at offset: Int) {
    a = Accumulator(start, job, at: offset)
  }
  @inline(__always) mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, _ tap: Accumulator.Tap
  ) {
    a.take(.load(input + spans[0]), tap)
  }
  @inline(__always) func store(_ job: WindowJob<Vector.Scalar>, at offset: Int, lanes: Int) {
    a.store(job, at: offset, lanes: lanes)
  }
}

struct FourSpans<Accumulator: WindowAccumulator>: SpanGroup {
  var a: Accumulator
  var b: Accumulator
  var c: Accumulator
  var d: Accumulator
  @inline(__always) init(_ start: Vector, _ job: WindowJob<Vector.Scalar>, at offset: Int) {
    a = Accumulator(start, job, at: offset)
    b = Accumulator(start, job, at: offset + job.outputStride)
    c = Accumulator(start, job, at: offset + 2 * job.outputStride)
    d = Accumulator(start, job, at: offset + 3 * job.outputStride)
  }
  @inline(__always) mutating func take(
    _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>, _ tap: Accumulator.Tap
  ) {
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

@inline(__always)
func windows<Accumulator: WindowAccumulator>(
  _ job: WindowJob<Accumulator.Vector.Scalar>, _: Accumulator.Type
) {
  var span = 0
  while span + 4 <= job.spanCount {
    windows(job, firstSpan: span, FourSpans<Accumulator>.self)
    span += 4
  }
  while span < job.spanCount {
    windows(job, firstSpan: span, OneSpan<Accumulator>.self)
    span += 1
  }
}

@inline(__always)
private func windows<Group: SpanGroup>(
  _ job: WindowJob<Group.Vector.Scalar>, firstSpan: Int, _: Group.Type
) {
  let lanes = Group.Vector.count
  let spans = job.spans + firstSpan
  let output = firstSpan * job.outputStride
  var element = 0
  var column = 0
  while element < job.count {
    var group = Group(.load(job.start + column), job, at: output + element)
    var weights = job.weights + column
    for tap in 0..<job.tapCount {
      group.take(
        job.input + job.taps[tap] + element, spans,
        Group.Accumulator.tap(job.firstTap + tap, weights))
      weights += job.weightPeriod
    }
    group.store(job, at: output + element, lanes: min(lanes, job.count - element))
    element += lanes
    column += lanes
    if column == job.weightPeriod { column = 0 }
  }
}
