/// Sums, means, extremes and the like along axes of an array.
///
/// For each result, the elements that make it are numbered in row-major order over the reduced
/// axes, and taken in blocks of 1024 consecutive ones:
///
///     sum     of floats: float64 additions from +0 in a block, then block by block;
///             of integers: exact
///     mean    the float64 sum of the elements, divided by their number
///     norm    the root of the float64 sum of their squares
///     var     see `Moments`
///     max min argmax argmin   the first of equals; a NaN wins
///
/// One rounding to the result's type at the end. See `docs/numerics.md`.
public struct Reduction: Sendable {
  public enum Function: String, CaseIterable, Sendable {
    case sum, mean, max, min, argmax, argmin, norm
    case variance = "var"
  }

  public let function: Function
  /// Whether reduced axes stay, with length 1.
  public var keepsAxes = false
  /// Type of the results; nil: see `resultType(for:)`.
  public var resultType: ElementType?
  /// What `var` takes off the number that it divides by.
  public var lostDegrees = 0
  private let instructionSet: InstructionSet

  public init(_ function: Function, instructionSet: InstructionSet) {
    self.function = function
    self.instructionSet = instructionSet
  }

  /// The type of results that are not asked for in another: sums of integers are int64 or uint64,
  /// extremes stay in the type, their places are int64, and all else is of the compute type.
  public func resultType(for type: ElementType) -> ElementType {
    if let resultType { return resultType }
    switch function {
    case .sum where type.kind == "u": return .uint64
    case .sum where type.kind != "f": return .int64
    case .sum, .mean, .norm, .variance: return type.computeType.elementType
    case .max, .min: return type
    case .argmax, .argmin: return .int64
    }
  }

  /// Reduces the array along `axes`, of which negative ones count from the end. Memory is taken
  /// for the results that lie inside the first of them, and no more.
  ///
  /// - Throws: `ReductionError`, `RearrangementError.axis`, `StreamError`, `MemoryError`.
  public func apply(
    _ array: PendingArray, along axes: [Int], to writer: TensorWriter
  ) throws {
    let layout = try ReductionLayout(array.header.shape, along: axes, keepsAxes: keepsAxes)
    let type = resultType(for: array.header.elementType)
    try check(positions: layout.positions, results: layout.result.count)
    try writer.begin(type, layout.result)
    guard layout.result.count > 0 else { return }
    let run = try makeRun(array.header.elementType)
    for slab in layout.slabs {
      var walk = layout.walk(slab: slab)
      try run.take(slab * layout.innerCount, &walk, array)
      try run.write(slab * layout.innerResults, layout.positions, type, writer)
    }
  }

  /// - Throws: `ReductionError` if so many elements have no result of this kind.
  func check(positions: Int, results: Int) throws(ReductionError) {
    guard results > 0 else { return }
    switch function {
    case .sum, .norm: break
    case .variance where positions > 0 && positions <= lostDegrees:
      throw .tooFew(positions, lostDegrees: lostDegrees)
    default: if positions == 0 { throw .nothing(function) }
    }
  }

  /// What takes the elements of arrays of this type.
  func makeRun(_ type: ElementType) throws -> ReductionRun {
    switch function {
    case .sum where type.kind != "f": return try Self.integerSums(type)
    case .sum: return try ReductionRun.of(BlockedSums<Plain>(.sum))
    case .mean: return try ReductionRun.of(BlockedSums<Plain>(.mean))
    case .norm: return try ReductionRun.of(BlockedSums<Squared>(.root))
    case .variance:
      return try ReductionRun.of(
        Moments(lostDegrees: lostDegrees, kernels: instructionSet.elementaryKernels))
    case .max: return try type.accept(ExtremesVisitor<Largest>(wantsPlaces: false))
    case .min: return try type.accept(ExtremesVisitor<Smallest>(wantsPlaces: false))
    case .argmax: return try type.accept(ExtremesVisitor<Largest>(wantsPlaces: true))
    case .argmin: return try type.accept(ExtremesVisitor<Smallest>(wantsPlaces: true))
    }
  }

  private static func integerSums(_ type: ElementType) throws -> ReductionRun {
    switch type {
    case .bool: try ReductionRun.of(IntegerSums<StoredBool>())
    case .int8: try ReductionRun.of(IntegerSums<Int8>())
    case .int16: try ReductionRun.of(IntegerSums<Int16>())
    case .int32: try ReductionRun.of(IntegerSums<Int32>())
    case .int64: try ReductionRun.of(IntegerSums<Int64>())
    case .uint8: try ReductionRun.of(IntegerSums<UInt8>())
    case .uint16: try ReductionRun.of(IntegerSums<UInt16>())
    case .uint32: try ReductionRun.of(IntegerSums<UInt32>())
    case .uint64: try ReductionRun.of(IntegerSums<UInt64>())
    case .float16, .float32, .float64: preconditionFailure("\(type) is no integer")
    }
  }
}

private struct ExtremesVisitor<Order: ExtremeOrder>: ElementVisitor {
  let wantsPlaces: Bool

  func visit<Element: StoredElement>(_: Element.Type) throws -> ReductionRun {
    try ReductionRun.of(Extremes<Element, Order>(wantsPlaces: wantsPlaces))
  }
}
