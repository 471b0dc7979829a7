import CLanes
import KernelInterface

/// The weights of as many steps as one pass takes: with the sums and an input they fit the
/// registers.
private struct StepWeights<Vector: Lanes> {
  let (first, second): (Vector, Vector)
  #if LEVEL_V4 || arch(arm64)
    static var count: Int { 4 }
    let (third, fourth): (Vector, Vector)
  #else
    static var count: Int { 2 }
  #endif

  @inline(__always) init(_ weights: UnsafePointer<Vector.Scalar>, step: Int) {
    (first, second) = (.load(weights), .load(weights + step))
    #if LEVEL_V4 || arch(arm64)
      (third, fourth) = (.load(weights + 2 * step), .load(weights + 3 * step))
    #endif
  }

  /// Adds to `sum` what `x` gives at a step, if it is one of these.
  @inline(__always) func add(to sum: inout Vector, _ x: Vector, step: Int) {
    switch step {
    case 0: sum.fuse(x, first)
    case 1: sum.fuse(x, second)
    #if LEVEL_V4 || arch(arm64)
      case 2: sum.fuse(x, third)
      case 3: sum.fuse(x, fourth)
    #endif
    default: break
    }
  }
}

/// Sums of neighbouring taps.
private protocol TapSums {
  associatedtype Vector: Lanes
  static var count: Int { get }
  /// - Parameter step: from one tap's sums to the next's.
  init(_ sums: UnsafePointer<Vector.Scalar>, step: Int)
  /// Adds what the vector `x` gives at some steps, if it is the one that the first tap meets at the
  /// `step`-th of them, or would. Each tap meets at a step the vector that the next one met at the
  /// step before.
  mutating func accumulate(_ x: Vector, step: Int, _ weights: StepWeights<Vector>)
  /// One step, of which the taps meet `x` and what follows it, `tapStep` from tap to tap.
  mutating func accumulate(
    from x: UnsafePointer<Vector.Scalar>, tapStep: Int, _ weight: Vector)
  func store(_ sums: UnsafeMutablePointer<Vector.Scalar>, step: Int)
}

private struct TapSum<Vector: Lanes>: TapSums {
  var sum: Vector
  @inline(__always) static var count: Int { 1 }
  @inline(__always) init(_ sums: UnsafePointer<Vector.Scalar>, step: Int) { sum = .load(sums) }
  @inline(__always)
  mutating func accumulate(_ x: Vector, step: Int, _ weights: StepWeights<Vector>) {
    weights.add(to: &sum, x, step: step)
  }
  @inline(__always)
  mutating func accumulate(
    from x: UnsafePointer<Vector.Scalar>, tapStep: Int, _ weight: Vector
  ) {
    sum.fuse(.load(x), weight)
  }
  @inline(__always) func store(_ sums: UnsafeMutablePointer<Vector.Scalar>, step: Int) {
    sum.canonical().store(sums)
  }
}

private struct TapPair<First: TapSums, Second: TapSums>: TapSums
where First.Vector == Second.Vector {
  typealias Vector = First.Vector
  var first: First
  var second: Second
  @inline(__always) static var count: Int { First.count + Second.count }
  @inline(__always) init(_ sums: UnsafePointer<Vector.Scalar>, step: Int) {
    first = First(sums, step: step)
    second = Second(sums + First.count * step, step: step)
  }
  @inline(__always)
  mutating func accumulate(_ x: Vector, step: Int, _ weights: StepWeights<Vector>) {
    first.accumulate(x, step: step, weights)
    second.accumulate(x, step: step - First.count, weights)
  }
  @inline(__always)
  mutating func accumulate(
    from x: UnsafePointer<Vector.Scalar>, tapStep: Int, _ weight: Vector
  ) {
    first.accumulate(from: x, tapStep: tapStep, weight)
    second.accumulate(from: x + First.count * tapStep, tapStep: tapStep, weight)
  }
  @inline(__always) func store(_ sums: UnsafeMutablePointer<Vector.Scalar>, step: Int) {
    first.store(sums, step: step)
    second.store(sums + First.count * step, step: step)
  }
}

extension TapSums {
  /// Strands for whose sums there are registers: one of some taps needs one for the vector that these
  /// share, too.
  @inline(__always) fileprivate static var strandsAtOnce: Int {
    count == 1 ? 12 : count == 2 ? 5 : count == 3 ? 4 : 2
  }
}

private typealias Taps2<V: Lanes> = TapPair<TapSum<V>, TapSum<V>>
private typealias Taps3<V: Lanes> = TapPair<Taps2<V>, TapSum<V>>
private typealias Taps4<V: Lanes> = TapPair<Taps2<V>, Taps2<V>>
private typealias Taps5<V: Lanes> = TapPair<Taps3<V>, Taps2<V>>
private typealias Taps6<V: Lanes> = TapPair<Taps3<V>, Taps3<V>>

/// The sums of some strands.
private protocol StrandSums {
  associatedtype Taps: TapSums
  typealias Scalar = Taps.Vector.Scalar
  static var count: Int { get }
  /// - Parameter lane: the first of a vector's.
  init(_ job: SlidingJob<Scalar>, strand: Int, tap: Int, lane: Int)
  /// Some steps, `offset` elements from the first one.
  mutating func accumulate(
    at offset: Int, inputStep: Int, _ weights: StepWeights<Taps.Vector>)
  /// One step.
  mutating func accumulate(at offset: Int, tapStep: Int, _ weight: Taps.Vector)
  func store(_ job: SlidingJob<Scalar>, strand: Int, tap: Int, lane: Int)
}

private struct Strand<Taps: TapSums>: StrandSums {
  var sums: Taps
  let x: UnsafePointer<Taps.Vector.Scalar>

  @inline(__always) static var count: Int { 1 }
  @inline(__always)
  private static func place(_ job: SlidingJob<Scalar>, _ strand: Int, _ tap: Int) -> Int {
    (strand * job.taps + tap) * job.sumStep
  }
  @inline(__always) init(_ job: SlidingJob<Scalar>, strand: Int, tap: Int, lane: Int) {
    sums = Taps(job.sums + Self.place(job, strand, tap) + lane, step: job.sumStep)
    x = job.input + job.strands[strand] + tap * job.tapStep + lane
  }
  @inline(__always)
  mutating func accumulate(at offset: Int, inputStep: Int, _ weights: StepWeights<Taps.Vector>) {
    // Each vector is read once for all taps and steps that meet it.
    var next = x + offset
    @inline(__always) func meet(_ step: Int) {
      guard step < Taps.count + StepWeights<Taps.Vector>.count - 1 else { return }
      sums.accumulate(.load(next), step: step, weights)
      next += inputStep
    }
    meet(0)
    meet(1)
    meet(2)
    meet(3)
    meet(4)
    meet(5)
    meet(6)
    meet(7)
    meet(8)
  }
  @inline(__always)
  mutating func accumulate(at offset: Int, tapStep: Int, _ weight: Taps.Vector) {
    // Taps counted from one pointer: else each gets one of its own, kept in memory.
    let here = clanes_anchor(x + offset).unsafelyUnwrapped
    sums.accumulate(
      from: here.assumingMemoryBound(to: Scalar.self), tapStep: tapStep, weight)
  }
  @inline(__always) func store(_ job: SlidingJob<Scalar>, strand: Int, tap: Int, lane: Int) {
    sums.store(job.sums + Self.place(job, strand, tap) + lane, step: job.sumStep)
  }
}

private struct StrandPair<First: StrandSums, Second: StrandSums>: StrandSums
where First.Taps == Second.Taps {
  typealias Taps = First.Taps
  var first: First
  var second: Second
  @inline(__always) static var count: Int { First.count + Second.count }
  @inline(__always) init(_ job: SlidingJob<Scalar>, strand: Int, tap: Int, lane: Int) {
    first = First(job, strand: strand, tap: tap, lane: lane)
    second = Second(job, strand: strand + First.count, tap: tap, lane: lane)
  }
  @inline(__always)
  mutating func accumulate(at offset: Int, inputStep: Int, _ weights: StepWeights<Taps.Vector>) {
    first.accumulate(at: offset, inputStep: inputStep, weights)
    second.accumulate(at: offset, inputStep: inputStep, weights)
  }
  @inline(__always)
  mutating func accumulate(at offset: Int, tapStep: Int, _ weight: Taps.Vector) {
    first.accumulate(at: offset, tapStep: tapStep, weight)
    second.accumulate(at: offset, tapStep: tapStep, weight)
  }
  @inline(__always) func store(_ job: SlidingJob<Scalar>, strand: Int, tap: Int, lane: Int) {
    first.store(job, strand: strand, tap: tap, lane: lane)
    second.store(job, strand: strand + First.count, tap: tap, lane: lane)
  }
}

private typealias Strands2<T: TapSums> = StrandPair<Strand<T>, Strand<T>>
private typealias Strands3<T: TapSums> = StrandPair<Strands2<T>, Strand<T>>
private typealias Strands4<T: TapSums> = StrandPair<Strands2<T>, Strands2<T>>
private typealias Strands8<T: TapSums> = StrandPair<Strands4<T>, Strands4<T>>

/// Taps that one pass takes, at most: `Strand` counts on it.
private let tapsAtOnce = 6

/// See `KernelTable.multiplySliding`.
@inline(__always)
func multiplySliding<Vector: Lanes>(_ job: SlidingJob<Vector.Scalar>, _: Vector.Type) {
  var asking = Asking(
    job.ahead, then: job.weightsAhead,
    steps: (job.steps + stepsInPiece - 1) / stepsInPiece * job.vectors)
  // Pieces of nearly the same number of taps.
  var tap = 0
  var pieces = (job.taps + tapsAtOnce - 1) / tapsAtOnce
  while tap < job.taps {
    let taps = (job.taps - tap + pieces - 1) / pieces
    switch taps {
    case 6: multiply(job, tap: tap, &asking, Taps6<Vector>.self)
    case 5: multiply(job, tap: tap, &asking, Taps5<Vector>.self)
    case 4: multiply(job, tap: tap, &asking, Taps4<Vector>.self)
    case 3: multiply(job, tap: tap, &asking, Taps3<Vector>.self)
    case 2: multiply(job, tap: tap, &asking, Taps2<Vector>.self)
    default: multiply(job, tap: tap, &asking, TapSum<Vector>.self)
    }
    tap += taps
    pieces -= 1
  }
}

/// As many strands at once as there are registers for their sums, in pieces of nearly the same number
/// of them.
@inline(__always)
private func multiply<Taps: TapSums>(
  _ job: SlidingJob<Taps.Vector.Scalar>, tap: Int, _ asking: inout Asking, _: Taps.Type
) {
  typealias S4 = Strands4<Taps>
  typealias S8 = Strands8<Taps>
  let most = Taps.strandsAtOnce
  var strand = 0
  var pieces = (job.strandCount + most - 1) / most
  @inline(__always) func take<Strands: StrandSums>(_: Strands.Type)
  where Strands.Taps == Taps {
    guard Strands.count <= most else { return }
    multiply(job, strand, tap, &asking, Strands.self)
  }
  while strand < job.strandCount {
    let count = (job.strandCount - strand + pieces - 1) / pieces
    switch count {
    case 12: take(StrandPair<S8, S4>.self)
    case 11: take(StrandPair<S8, Strands3<Taps>>.self)
    case 10: take(StrandPair<S8, Strands2<Taps>>.self)
    case 9: take(StrandPair<S8, Strand<Taps>>.self)
    case 8: take(S8.self)
    case 7: take(StrandPair<S4, Strands3<Taps>>.self)
    case 6: take(StrandPair<S4, Strands2<Taps>>.self)
    case 5: take(StrandPair<S4, Strand<Taps>>.self)
    case 4: take(S4.self)
    case 3: take(Strands3<Taps>.self)
    case 2: take(Strands2<Taps>.self)
    default: take(Strand<Taps>.self)
    }
    strand += count
    pieces -= 1
  }
}

/// Some strands.
@inline(__always)
private func multiply<Strands: StrandSums>(
  _ job: SlidingJob<Strands.Scalar>, _ strand: Int, _ tap: Int, _ asking: inout Asking,
  _: Strands.Type
) {
  let (inputStep, weightStep, tapStep) = (job.inputStep, job.weightStep, job.tapStep)
  typealias Vector = Strands.Taps.Vector
  typealias Several = StepWeights<Vector>
  let slides = Strands.Taps.count == 1 || tapStep == inputStep
  for vector in 0..<job.vectors {
    let lane = vector * Vector.count
    var sums = Strands(job, strand: strand, tap: tap, lane: lane)
    var weights = job.weights + lane
    var offset = 0
    var all = job.steps
    while all > 0 {
      asking.step()
      var left = min(all, stepsInPiece)
      all -= left
      while left >= Several.count, slides {
        sums.accumulate(at: offset, inputStep: inputStep, Several(weights, step: weightStep))
        weights += Several.count * weightStep
        offset += Several.count * inputStep
        left -= Several.count
      }
      while left > 0 {
        sums.accumulate(at: offset, tapStep: tapStep, .load(weights))
        weights += weightStep
        offset += inputStep
        left -= 1
      }
    }
    sums.store(job, strand: strand, tap: tap, lane: lane)
  }
}
