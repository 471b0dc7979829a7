import KernelInterface

/// The gradient of pooling for its input.
///
///     dInput[x] = ((+0 + a₁) + a₂) + …   over the windows that hold x, in row-major order
///
///     max, min:  a = dOutput of the window if x is its result, the first of equals or of NaNs
///     average:   a = dOutput / count, or by what the options state
///     lp:        a = dOutput · z^(1−p), the sum times sign(x)·|x|^(p−1); 0 where z or x is 0
///
/// dOutput is `N…C` in the shape of the pooling's result, dInput in that of its input. Plain
/// additions in the compute type of dOutput and the input together; see `docs/numerics.md`.
///
/// Holds some rows of the input and those of dOutput whose windows meet them.
public struct PoolingGradient: Sendable {
  /// Where the windows' elements come from.
  public enum Origin {
    /// The pooling's input.
    case input(PendingArray)
    /// For max and min: the pooling's indices, and its input's shape, which may leave out the
    /// batch.
    case indices(PendingArray, like: Shape, PoolingIndexOrigin)
    /// For an average: the input's shape, which may leave out the batch.
    case shape(Shape)
  }

  /// What a plan depends on besides the shape of dOutput.
  private struct PlanKey: Hashable {
    /// Lengths of the input's spatial axes.
    let input: [Int]
    /// Of the input, where it is read.
    let type: ElementType?
  }

  public let options: PoolingOptions
  public var resultType: ElementType?
  private let execution: Execution
  private let plans = PlanCache()

  /// - Parameters:
  ///   - options: of the pooling.
  ///   - resultType: of the gradient; nil: the type that is computed in.
  public init(_ options: PoolingOptions, resultType: ElementType? = nil, execution: Execution) {
    self.options = options
    self.resultType = resultType
    self.execution = execution
  }

  /// Shape of the gradient.
  ///
  /// - Throws: `LayoutError`, `GeometryError`, `PoolingGradientError` where dOutput is not what
  ///   the pooling gives for such an input.
  public func resultShape(_ dOutput: Shape, input: Shape) throws -> DataShape {
    let results = try options.layout.describe(dOutput)
    var data = try options.layout.describe(input)
    if data.batch == nil, results.batch != nil {
      data = DataShape(
        layout: data.layout, batch: results.batch, spatial: data.spatial,
        channels: data.channelCount)
    }
    let window = try options.window(data)
    guard data.imageCount == results.imageCount, data.channelCount == results.channelCount,
      window.output == results.spatial
    else {
      throw PoolingGradientError.input(data, dOutput: results, results: window.output)
    }
    return data
  }

  /// Computes the gradient of dOutput and writes it.
  ///
  /// - Throws: what does not fit as `resultShape`, `PoolingGradientError` for indices that are
  ///   not of this pooling, and `StreamError`.
  public func apply(
    _ dOutput: PendingArray, _ origin: Origin, to writer: TensorWriter
  ) throws {
    let other: ElementType? =
      if case .input(let input) = origin { input.header.elementType } else { nil }
    switch ComputeType.joining(dOutput.header.elementType, other) {
    case .float32: try apply(dOutput, origin, writer, Float.self)
    case .float64: try apply(dOutput, origin, writer, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ dOutput: PendingArray, _ origin: Origin, _ writer: TensorWriter, _: Scalar.Type
  ) throws {
    let shape: Shape
    switch origin {
    case .input(let operand): shape = operand.header.shape
    case .indices(_, let like, _): shape = like
    case .shape(let stated): shape = stated
    }
    let results = try options.layout.describe(dOutput.header.shape)
    let data = try resultShape(dOutput.header.shape, input: shape)
    let source = ElementSource<Scalar>(dOutput, shape: results)
    if options.mode.isChoice {
      try options.window(data).check(mostTaps: Int(Int32.max))
    }
    let isByIndex = if case .indices = origin { true } else { false }
    let type: ElementType? =
      if case .input(let operand) = origin { operand.header.elementType } else { nil }
    let key = PlanKey(input: data.spatial, type: type)
    let plan = try plans.plan(for: results, key, from: source) {
      PoolingGradientPlan(
        isByIndex ? .index(adds: true) : rule(type, Scalar.self),
        window: try options.window(data), channels: data.channelCount,
        countsPadding: options.countsPadding)
    }
    var input: SlidingRows<Scalar>?
    var (indices, indexing): (SlidingRows<Double>?, PoolingIndexing?)
    switch origin {
    case .input(let operand):
      if options.mode != .average {
        input = rows(of: operand, data, plan)
      } else {
        try operand.reader.discard()
      }
    case .indices(let operand, _, let origin):
      indices = try plan.rows(ofIndices: operand, results)
      indexing = PoolingIndexing(origin, data)
    case .shape: break
    }
    try PoolingGradientRun(
      plan: plan, execution: execution,
      dOutput: SlidingRows(
        source, rowLength: plan.outputRow, rowsInImage: plan.rows.output),
      input: input, indices: indices, indexing: indexing,
      sink: ElementSink(
        writer, shape: data, type: resultType ?? Scalar.computeType.elementType)
    ).run(imageCount: data.imageCount)
  }

  /// - Parameter type: of the input.
  private func rule<Scalar: ComputeScalar>(
    _ type: ElementType?, _: Scalar.Type
  ) -> PoolingGradientPlan.Rule {
    switch options.mode {
    case .average: .average(divisor: options.divisor)
    case .lp: .power(options.power)
    case .max, .min:
      .choice(
        WindowChoice(
          order: .init(type!, in: Scalar.self), takesLargest: options.mode == .max))
    }
  }

  private func rows<Scalar: ComputeScalar>(
    of input: PendingArray, _ data: DataShape, _ plan: PoolingGradientPlan
  ) -> SlidingRows<Scalar> {
    let type = input.header.elementType
    let source = ElementSource<Scalar>(
      input, shape: data,
      storedAs: PoolingReduction<Scalar>.stored(options, type))
    return SlidingRows(source, rowLength: plan.inputRow, rowsInImage: plan.rows.input)
  }
}

extension PoolingGradientPlan {
  /// The rows of a pooling's indices, as bits.
  ///
  /// - Throws: `LayoutError`, `PoolingGradientError` unless they are int64 in the shape of the
  ///   results.
  func rows(
    ofIndices indices: PendingArray, _ results: DataShape
  ) throws -> SlidingRows<Double> {
    guard indices.header.elementType == .int64 else {
      throw PoolingGradientError.indexType(indices.header.elementType)
    }
    let shape = try results.layout.describe(indices.header.shape)
    guard shape == results else { throw PoolingGradientError.indices(shape, dOutput: results) }
    return SlidingRows(
      ElementSource<Double>(indices, shape: shape, storedAs: .float64),
      rowLength: outputRow, rowsInImage: rows.output)
  }
}
