import KernelInterface

/// What a window does with the input under one tap.
protocol TapStep {
  associatedtype Vector: Lanes
  /// Reads the tap's weights, if it has any.
  init(_ weights: UnsafePointer<Vector.Scalar>)
  func apply(_ input: Vector, to accumulator: inout Vector)
}

struct FusedStep<Vector: Lanes>: TapStep {
  let weights: Vector
  @inline(__always) init(_ weights: UnsafePointer<Vector.Scalar>) { self.weights = .load(weights) }
  @inline(__always) func apply(_ input: Vector, to accumulator: inout Vector) {
    accumulator.fuse(input, weights)
  }
}

struct MaximumStep<Vector: Lanes>: TapStep {
  @inline(__always) init(_: UnsafePointer<Vector.Scalar>) {}
  @inline(__always) func apply(_ input: Vector, to accumulator: inout Vector) {
    accumulator.takeMaximum(input)
  }
}

struct SumStep<Vector: Lanes>: TapStep {
  @inline(__always) init(_: UnsafePointer<Vector.Scalar>) {}
  @inline(__always) func apply(_ input: Vector, to accumulator: inout Vector) {
    accumulator.add(input)
  }
}

/// Accumulators for the same lanes of four spans, or of one.
protocol SpanGroup {
  associatedtype Vector: Lanes
  static var count: Int { get }
  init(_ start: Vector)
  mutating func take<Step: TapStep>(
    _ step: Step, _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>
  ) where Step.Vector == Vector
  func store(_ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int)
}

struct OneSpan<Vector: Lanes>: SpanGroup {
  var a: Vector
  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(_ start: Vector) { a = start }
  @inline(__always) mutating func take<Step: TapStep>(
    _ step: Step, _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>
  ) where Step.Vector == Vector {
    step.apply(.load(input + spans[0]), to: &a)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    a.canonical().store(target, lanes: lanes)
  }
}

struct FourSpans<Vector: Lanes>: SpanGroup {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
  @inline(__always) static var count: Int { 4 }
  @inline(__always) init(_ start: Vector) {
    a = start
    b = start
    c = start
    d = start
  }
  @inline(__always) mutating func take<Step: TapStep>(
    _ step: Step, _ input: UnsafePointer<Vector.Scalar>, _ spans: UnsafePointer<Int>
  ) where Step.Vector == Vector {
    step.apply(.load(input + spans[0]), to: &a)
    step.apply(.load(input + spans[1]), to: &b)
    step.apply(.load(input + spans[2]), to: &c)
    step.apply(.load(input + spans[3]), to: &d)
  }
  @inline(__always) func store(
    _ target: UnsafeMutablePointer<Vector.Scalar>, stride: Int, lanes: Int
  ) {
    a.canonical().store(target, lanes: lanes)
    b.canonical().store(target + stride, lanes: lanes)
    c.canonical().store(target + 2 * stride, lanes: lanes)
    d.canonical().store(target + 3 * stride, lanes: lanes)
  }
}

@inline(__always)
func windows<Step: TapStep>(_ job: WindowJob<Step.Vector.Scalar>, _: Step.Type) {
  var span = 0
  while span + 4 <= job.spanCount {
    windows(job, firstSpan: span, FourSpans<Step.Vector>.self, Step.self)
    span += 4
  }
  while span < job.spanCount {
    windows(job, firstSpan: span, OneSpan<Step.Vector>.self, Step.self)
    span += 1
  }
}

@inline(__always)
private func windows<Group: SpanGroup, Step: TapStep>(
  _ job: WindowJob<Step.Vector.Scalar>, firstSpan: Int, _: Group.Type, _: Step.Type
) where Group.Vector == Step.Vector {
  let lanes = Step.Vector.count
  let spans = job.spans + firstSpan
  let output = job.output + firstSpan * job.outputStride
  var element = 0
  var column = 0
  while element < job.count {
    var group = Group(.load(job.start + column))
    var weights = job.weights + column
    for tap in 0..<job.tapCount {
      group.take(Step(weights), job.input + job.taps[tap] + element, spans)
      weights += job.weightPeriod
    }
    group.store(
      output + element, stride: job.outputStride, lanes: min(lanes, job.count - element))
    element += lanes
    column += lanes
    if column == job.weightPeriod { column = 0 }
  }
}
