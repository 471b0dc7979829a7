/// The gradient of pooling for its input.
///
///     dInput[x] = ((+0 + a₁) + a₂) + …   over the windows that hold x, in row-major order
///
///     max:       a = dOutput of the window if x is its result, the first of equals or of NaNs
///     average:   a = dOutput / count, or by what the options state
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
    /// For max: the pooling's indices, and its input's shape, which may leave out the
    /// batch.
    case indices(PendingArray, like: Shape, PoolingIndexOrigin)
    /// For an average: the input's shape, which may leave out the batch.
    case shape(Shape)
  }

  public let options: PoolingOptions
  public var resultType: ElementType?
  private let execution: Execution
  private let pooling: Pooling
  private let plans = PlanCache()

  /// - Parameters:
  ///   - options: of the pooling.
  ///   - resultType: of the gradient; nil: the type that is computed in.
  public init(_ options: PoolingOptions, resultType: ElementType? = nil, execution: Execution) {
    self.options = options
    self.resultType = resultType
    self.execution = execution
    pooling = Pooling(options, execution: execution)
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
    let window = try pooling.window(data)
    guard data.imageCount == results.imageCount, data.channelCount == results.channelCount,
      window.output == results.spatial
    else {
      throw PoolingGradientError.input(data, dOutput: results, results: window.output)
    }
    return data
  }

  /// Computes the gradient of the array that dOutput's reader delivers next and writes it.
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
    let source = ElementSource<Scalar>(dOutput.reader, shape: results)
    let plan = try plans.plan(for: results, data.spatial, from: source) {
      PoolingGradientPlan(
        options, window: try pooling.window(data), channels: data.channelCount)
    }
    var (input, order): (SlidingRows<Scalar>?, PoolingOrder) = (nil, .floating)
    var (indices, indexing): (SlidingRows<Double>?, PoolingIndexing?)
    switch origin {
    case .input(let operand) where options.mode == .max:
      (input, order) = rows(of: operand, data, plan)
    case .indices(let operand, _, let origin):
      indices = try indexRows(operand, results, plan)
      indexing = PoolingIndexing(origin, data)
    default: break
    }
    try PoolingGradientRun(
      plan: plan, execution: execution,
      dOutput: SlidingRows(
        source, rowLength: plan.outputRow, rowsInImage: plan.rows.output),
      input: input, indices: indices, indexing: indexing, order: order,
      sink: ElementSink(
        writer, shape: data, type: resultType ?? Scalar.computeType.elementType)
    ).run(imageCount: data.imageCount)
  }

  private func rows<Scalar: ComputeScalar>(
    of input: PendingArray, _ data: DataShape, _ plan: PoolingGradientPlan
  ) -> (SlidingRows<Scalar>, PoolingOrder) {
    let order = PoolingOrder(input.header.elementType)
    let source = ElementSource<Scalar>(
      input.reader, shape: data,
      storedAs: order == .floating ? input.header.elementType : .float64)
    return (
      SlidingRows(source, rowLength: plan.inputRow, rowsInImage: plan.rows.input), order
    )
  }

  private func indexRows(
    _ indices: PendingArray, _ results: DataShape, _ plan: PoolingGradientPlan
  ) throws -> SlidingRows<Double> {
    guard indices.header.elementType == .int64 else {
      throw PoolingGradientError.indexType(indices.header.elementType)
    }
    let shape = try options.layout.describe(indices.header.shape)
    guard shape == results else { throw PoolingGradientError.indices(shape, dOutput: results) }
    return SlidingRows(
      ElementSource<Double>(indices.reader, shape: shape, storedAs: .float64),
      rowLength: plan.outputRow, rowsInImage: plan.rows.output)
  }
}
