import KernelInterface

/// What becomes of the elements of a pooling's windows, apart from the division of an average.
///
/// lp with p other than 1 and 2 is a sum in float64 of elements that have been raised to the
/// power p as they were read; with p = 1 it is a sum of magnitudes.
struct PoolingReduction<Scalar: ComputeScalar>: Sendable {
  private enum Step {
    case choice(WindowChoice)
    case sum, average, squares
  }

  private enum Last {
    case nothing, squareRoot
    /// The power, and whether results are rounded to float32.
    case power(Double, PoolingPower, rounds: Bool)
  }

  private(set) var kernels: KernelTable<Scalar>
  /// What changes no result: the accumulator before the first element, and padding.
  let identity: Scalar
  /// What elements are changed into as they are read.
  let change: (@Sendable (UnsafeMutablePointer<Scalar>, Int) -> Void)?
  private let step: Step
  private let last: Last

  /// - Parameter type: of the data.
  init(_ options: PoolingOptions, _ type: ElementType, _ instructionSet: InstructionSet) {
    kernels = instructionSet.kernels(Scalar.self)
    switch options.mode {
    case .max, .min:
      let choice = WindowChoice(
        order: .init(type, in: Scalar.self), takesLargest: options.mode == .max)
      identity = choice.identity()
      (step, last, change) = (.choice(choice), .nothing, nil)
    case .average:
      identity = 0
      (step, last, change) = (.average, .nothing, nil)
    case .lp where options.power == 1:
      identity = 0
      (step, last) = (.sum, .nothing)
      change = { values, count in
        for i in 0..<count { values[i] = values[i].magnitude }
      }
    case .lp where options.power == 2:
      identity = 0
      (step, last, change) = (.squares, .squareRoot, nil)
    case .lp:
      identity = 0
      let (p, power) = (options.power, PoolingPower(instructionSet.elementaryKernels))
      step = .sum
      last = .power(1 / p, power, rounds: type.computeType == .float32)
      change = { values, count in
        let numbers = Self.numbers(values)
        for i in 0..<count { numbers[i] = numbers[i].magnitude }
        power.raise(numbers, to: p, count)
      }
    }
  }

  /// The same by the shortest vectors, where they are enough for `width` results that lie side by
  /// side: most of a longer one goes to waste, and it reads past them into another cache line.
  func narrowed(to width: Int) -> PoolingReduction {
    // Without fused multiply-adds squares would be slow.
    if case .squares = step { return self }
    guard width <= 16 / MemoryLayout<Scalar>.size else { return self }
    var reduction = self
    reduction.kernels = InstructionSet.baseline.kernels(Scalar.self)
    return reduction
  }

  /// The type that a pooling's elements are carried in.
  static func carrier(_ options: PoolingOptions, _ type: ElementType) -> ComputeType {
    switch options.mode {
    case .max, .min: type.carryingType
    case .average: type.computeType
    case .lp: options.power == 1 || options.power == 2 ? type.computeType : .float64
    }
  }

  /// What elements of a type are converted from and to: where they are compared by their bits,
  /// not at all.
  static func stored(_ options: PoolingOptions, _ type: ElementType) -> ElementType {
    options.mode.isChoice && WindowChoice.Order(type, in: Scalar.self) != .floating
      ? Scalar.computeType.elementType : type
  }

  /// Whether results are divided.
  var divides: Bool {
    if case .average = step { return true }
    return false
  }

  /// The windows' elements taken together: the best one, their sum, or, where the job has a
  /// divisor, their average.
  func combine(_ job: WindowJob<Scalar>) {
    switch step {
    case .choice(let choice): kernels.chooseWindows(job, choice)
    case .sum: kernels.sumWindows(job)
    case .average:
      guard let divisor = job.divisor else { return kernels.sumWindows(job) }
      if job.count >= kernels.lanes { return kernels.averageWindows(job) }
      // Short spans leave lanes unused: divisions cost less when they have been gathered.
      kernels.sumWindows(job)
      if job.outputStride == job.count {
        kernels.divide(job.output, divisor, job.spanCount * job.count)
      } else {
        for span in 0..<job.spanCount {
          kernels.divide(job.output + span * job.outputStride, divisor, job.count)
        }
      }
    case .squares: kernels.squareWindows(job)
    }
  }

  /// What is left to do with sums of powers.
  func finish(_ values: UnsafeMutablePointer<Scalar>, _ count: Int) {
    switch last {
    case .nothing: break
    case .squareRoot:
      for i in 0..<count { values[i] = values[i].squareRoot() }
    case .power(let exponent, let power, let rounds):
      let numbers = Self.numbers(values)
      power.raise(numbers, to: exponent, count)
      if rounds {
        for i in 0..<count { numbers[i] = Double(Float(numbers[i])) }
      }
    }
  }

  /// The same memory: powers are carried in float64.
  private static func numbers(
    _ values: UnsafeMutablePointer<Scalar>
  ) -> UnsafeMutablePointer<Double> {
    precondition(Scalar.self == Double.self)
    return UnsafeMutableRawPointer(values).assumingMemoryBound(to: Double.self)
  }
}

extension WindowChoice.Order {
  /// How elements of a type compare: integers that are as large as a `Scalar` are carried, and
  /// compared, as bits, since not all of them are numbers of that type.
  init<Scalar: ComputeScalar>(_ type: ElementType, in _: Scalar.Type) {
    guard type.byteCount == MemoryLayout<Scalar>.size else {
      self = .floating
      return
    }
    switch type.kind {
    case "i": self = .signed
    case "u": self = .unsigned
    default: self = .floating
    }
  }
}

extension WindowChoice {
  /// What no element is worse than.
  func identity<Scalar: ComputeScalar>() -> Scalar {
    let highest = 1 << (8 * MemoryLayout<Scalar>.size - 1)
    return switch (order, takesLargest) {
    case (.floating, true): -.infinity
    case (.floating, false): .infinity
    case (.signed, true): Scalar.ofBits(highest)
    case (.signed, false): Scalar.ofBits(~highest)
    case (.unsigned, true): 0
    case (.unsigned, false): Scalar.ofBits(-1)
    }
  }

  /// In the place of the number of a tap: none was better than the identity.
  static func noTap<Scalar: ComputeScalar>(_: Scalar.Type) -> Scalar { Scalar.ofBits(-1) }
}
