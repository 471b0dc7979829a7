import KernelInterface

/// Whether an element takes the place of the best one before it.
protocol Preference {
  associatedtype Vector: ChoosingLanes
  static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask
  /// The best element as it is stored.
  static func result(_ best: Vector) -> Vector
}

struct Largest<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLarger(x, best)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best.canonical() }
}

struct Smallest<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isSmaller(x, best)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best.canonical() }
}

struct LargestSigned<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLargerSigned(x, best)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best }
}

struct SmallestSigned<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLargerSigned(best, x)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best }
}

struct LargestUnsigned<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLargerUnsigned(x, best)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best }
}

struct SmallestUnsigned<Vector: ChoosingLanes>: Preference {
  @inline(__always) static func prefers(_ x: Vector, to best: Vector) -> Vector.Mask {
    Vector.isLargerUnsigned(best, x)
  }
  @inline(__always) static func result(_ best: Vector) -> Vector { best }
}

struct Choice<Wish: Preference>: WindowAccumulator {
  var best: Wish.Vector
  @inline(__always) init(
    _ start: Wish.Vector, _: WindowJob<Wish.Vector.Scalar>, at _: Int
  ) {
    best = start
  }
  @inline(__always) static func tap(_: Int, _: UnsafePointer<Wish.Vector.Scalar>) {}
  @inline(__always) mutating func take(_ input: Wish.Vector, _: Void) {
    best.take(input, where: Wish.prefers(input, to: best))
  }
  @inline(__always) func store(
    _ job: WindowJob<Wish.Vector.Scalar>, at offset: Int, lanes: Int
  ) {
    Wish.result(best).store(job.output + offset, lanes: lanes)
  }
}

/// The best element and the tap that it came from.
struct ChoiceOfTap<Wish: Preference>: WindowAccumulator {
  var best: Wish.Vector
  var tap: Wish.Vector
  @inline(__always) init(
    _ start: Wish.Vector, _ job: WindowJob<Wish.Vector.Scalar>, at offset: Int
  ) {
    best = start
    tap = .load(job.choices.unsafelyUnwrapped + offset)
  }
  @inline(__always) static func tap(
    _ number: Int, _: UnsafePointer<Wish.Vector.Scalar>
  ) -> Wish.Vector {
    Wish.Vector(wholeNumber: number)
  }
  @inline(__always) mutating func take(_ input: Wish.Vector, _ number: Wish.Vector) {
    let isBetter = Wish.prefers(input, to: best)
    best.take(input, where: isBetter)
    tap.take(number, where: isBetter)
  }
  @inline(__always) func store(
    _ job: WindowJob<Wish.Vector.Scalar>, at offset: Int, lanes: Int
  ) {
    Wish.result(best).store(job.output + offset, lanes: lanes)
    tap.store(job.choices.unsafelyUnwrapped + offset, lanes: lanes)
  }
}

@inline(__always)
func choose<Vector: ChoosingLanes>(
  _ job: WindowJob<Vector.Scalar>, _ choice: WindowChoice, _: Vector.Type
) {
  switch (choice.order, choice.takesLargest) {
  case (.floating, true): choose(job, Largest<Vector>.self)
  case (.floating, false): choose(job, Smallest<Vector>.self)
  case (.signed, true): choose(job, LargestSigned<Vector>.self)
  case (.signed, false): choose(job, SmallestSigned<Vector>.self)
  case (.unsigned, true): choose(job, LargestUnsigned<Vector>.self)
  case (.unsigned, false): choose(job, SmallestUnsigned<Vector>.self)
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
