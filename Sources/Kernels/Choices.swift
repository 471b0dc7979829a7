import KernelInterface

/// Whether an element takes the place of the best one before it.
protocol Preference {
  associatedtype Vector: ChoosingLanes
  static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask
  /// The best element as it is stored.
  static func result(_ best: Vector) -> Vector
}

struct LargestNumber<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLarger(x, best)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best.canonical() }
}

struct LargestInteger<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLargerInteger(x, best)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best }
}

/// The best element. It is the largest once `job.flip` is turned over in all.
struct Choice<Wish: Preference>: WindowAccumulator {
  var best: Wish.Vector
  let flip: Wish.Vector
  @inline(__always) init(
    _ start: Wish.Vector, _ job: WindowJob<Wish.Vector.Scalar>, at _: Int
  ) {
    flip = Wish.Vector(wholeNumber: job.flip)
    best = start.flipped(flip)
  }
  @inline(__always) static func tap(_: Int, _: UnsafePointer<Wish.Vector.Scalar>) {}
  @inline(__always) mutating func take(_ input: Wish.Vector, _: Void) {
    let x = input.flipped(flip)
    best.take(x, where: Wish.prefers(x, to: best))
  }
  @inline(__always) func store(
    _ job: WindowJob<Wish.Vector.Scalar>, at offset: Int, lanes: Int
  ) {
    Wish.result(best.flipped(flip)).store(job.output + offset, lanes: lanes)
  }
}

/// The best element and the tap that it came from.
struct ChoiceOfTap<Wish: Preference>: WindowAccumulator {
  var choice: Choice<Wish>
  var tap: Wish.Vector
  @inline(__always) init(
    _ start: Wish.Vector, _ job: WindowJob<Wish.Vector.Scalar>, at offset: Int
  ) {
    choice = Choice(start, job, at: offset)
    tap = .load(job.choices.unsafelyUnwrapped + offset)
  }
  @inline(__always) static func tap(
    _ number: Int, _: UnsafePointer<Wish.Vector.Scalar>
  ) -> Wish.Vector {
    Wish.Vector(wholeNumber: number)
  }
  @inline(__always) mutating func take(_ input: Wish.Vector, _ number: Wish.Vector) {
    let x = input.flipped(choice.flip)
    let isBetter = Wish.prefers(x, to: choice.best)
    choice.best.take(x, where: isBetter)
    tap.take(number, where: isBetter)
  }
  @inline(__always) func store(
    _ job: WindowJob<Wish.Vector.Scalar>, at offset: Int, lanes: Int
  ) {
    choice.store(job, at: offset, lanes: lanes)
    tap.store(job.choices.unsafelyUnwrapped + offset, lanes: lanes)
  }
}

@inline(__always)
func choose<Vector: ChoosingLanes>(
  _ job: WindowJob<Vector.Scalar>, _ choice: WindowChoice, _: Vector.Type
) {
  let sign = 1 << (8 * MemoryLayout<Vector.Scalar>.size - 1)
  var job = job
  // Negated numbers and integers with all bits turned over are in the reverse order; with their
  // highest bit turned over, integers without sign are in the order of those with one.
  switch (choice.order, choice.takesLargest) {
  case (.floating, true), (.signed, true): job.flip = 0
  case (.floating, false), (.unsigned, true): job.flip = sign
  case (.signed, false): job.flip = -1
  case (.unsigned, false): job.flip = ~sign
  }
  if choice.order == .floating {
    choose(job, LargestNumber<Vector>.self)
  } else {
    choose(job, LargestInteger<Vector>.self)
  }
}

@inline(__always)
private func choose<Wish: Preference>(
  _ job: WindowJob<Wish.Vector.Scalar>, _: Wish.Type
) {
  if job.choices == nil {
    windows(job, Choice<Wish>.self)
  } else {
    windows(job, ChoiceOfTap<Wish>.self)
  }
}
