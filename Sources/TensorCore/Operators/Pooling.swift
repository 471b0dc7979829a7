import KernelInterface

/// Pooling: each channel of an image by itself, one result a window.
///
///     max, min:  z = the first of the largest, smallest elements in window order; a NaN wins
///     average:   z = (+0 + x₀ + x₁ + …) / count
///     lp:        z = (+0 + |x₀|^p + |x₁|^p + …)^(1/p)
///
/// Padding is never chosen and adds nothing. A window must hold at least one element of the
/// input. Arithmetic: one step an element in the order kd, kh, kw, in the type of the data for
/// max and min; see `docs/numerics.md`.
public struct Pooling: Sendable {
  public let options: PoolingOptions
  let execution: Execution
  private let plans = PlanCache()

  public init(_ options: PoolingOptions, execution: Execution) {
    self.options = options
    self.execution = execution
  }

  /// Shape of the result for data of a shape.
  ///
  /// - Throws: `LayoutError`, `GeometryError` if it does not fit.
  public func resultShape(_ shape: Shape) throws -> DataShape {
    let data = try options.layout.describe(shape)
    return data.with(spatial: try options.window(data).output, channels: data.channelCount)
  }

  /// Type of the result for data of a type.
  public func resultType(_ type: ElementType) -> ElementType {
    options.mode.isChoice ? type : options.resultType ?? type.computeType.elementType
  }

  /// Pools the array and writes the result.
  ///
  /// - Parameter indices: of max and min: where to write which element each result is, an array
  ///   of int64 in the shape of the result.
  /// - Throws: what does not fit as `resultShape`, and `StreamError`.
  public func apply(
    _ array: PendingArray, to writer: TensorWriter,
    indices: PoolingIndexOutput? = nil
  ) throws {
    precondition(indices == nil || options.mode.isChoice)
    let type = array.header.elementType
    switch PoolingReduction<Float>.carrier(options, type) {
    case .float32: try apply(array, writer, indices, Float.self)
    case .float64: try apply(array, writer, indices, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ array: PendingArray, _ writer: TensorWriter,
    _ indices: PoolingIndexOutput?, _: Scalar.Type
  ) throws {
    let header = array.header
    let data = try options.layout.describe(header.shape)
    let result = try resultShape(header.shape)
    guard data.channelCount > 0 else { throw GeometryError.emptyAxis("C") }
    let reduction = PoolingReduction<Scalar>(
      options, header.elementType, execution.instructionSet)
    let source = ElementSource<Scalar>(
      array, shape: data,
      storedAs: PoolingReduction<Scalar>.stored(options, header.elementType),
      change: reduction.change)
    let resultType = resultType(header.elementType)
    let makeSink = {
      try ElementSink<Scalar>(
        writer, shape: result, type: resultType,
        storedAs: PoolingReduction<Scalar>.stored(options, resultType))
    }
    let run = PoolingRun(
      pooling: self, data: data, type: header.elementType, reduction: reduction, source: source,
      plans: plans)
    guard let indices else {
      try run.run(choosesTaps: false, makeSink)
      return
    }
    let window = try options.window(data)
    try run.run(choosesTaps: true) {
      try IndexedRows(
        values: try makeSink(),
        indices: try ElementSink<Double>(
          indices.writer, shape: result, type: .int64, storedAs: .float64),
        window: window, indexing: PoolingIndexing(indices.origin, data),
        channels: data.channelCount)
    }
  }
}

/// Where the indices of a pooling go, and how they count.
public struct PoolingIndexOutput {
  public var writer: TensorWriter
  public var origin: PoolingIndexOrigin

  public init(_ writer: TensorWriter, _ origin: PoolingIndexOrigin) {
    self.writer = writer
    self.origin = origin
  }
}

/// One array about to be pooled.
private struct PoolingRun<Scalar: ComputeScalar> {
  /// What a plan depends on besides the shape.
  private struct PlanKey: Hashable {
    let type: ElementType
    let choosesTaps: Bool
  }

  let pooling: Pooling
  let data: DataShape
  let type: ElementType
  let reduction: PoolingReduction<Scalar>
  let source: ElementSource<Scalar>
  let plans: PlanCache

  /// - Parameter makePartner: begins the results. It is called when all that can be wrong with
  ///   the geometry is known to be right.
  func run(choosesTaps: Bool, _ makePartner: () throws -> some RowPartner<Scalar>) throws {
    let options = pooling.options
    if options.isOneWindow {
      let global = GlobalPooling<Scalar>(
        options: options, data: data, reduction: reduction, choosesTaps: choosesTaps)
      try global.check()
      try global.run(source: source, partner: try makePartner())
      return
    }
    let key = PlanKey(type: type, choosesTaps: choosesTaps)
    let plan = try plans.plan(for: data, key, from: source) {
      try PoolingPlan<Scalar>(
        options, data: data, reduction: reduction, choosesTaps: choosesTaps)
    }
    try WindowedDriver(
      operation: plan, imageCount: data.imageCount, threads: pooling.execution.threads,
      joinsArrays: !choosesTaps
    ).run(source: source, partner: try makePartner())
  }
}
