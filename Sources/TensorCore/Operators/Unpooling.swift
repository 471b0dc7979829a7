/// Puts the results of a max or min pooling back where they came from, and 0 elsewhere.
///
/// Values are `N…C` in the shape of the pooling's result, of any type, and keep their bits. Where
/// windows overlap and several name one element, the last of them in row-major order stays.
///
/// Holds some rows of the result and those of the values whose windows meet them.
public struct Unpooling: Sendable {
  /// Of the pooling.
  public let options: PoolingOptions
  private let execution: Execution
  private let shapes: PoolingGradient

  public init(_ options: PoolingOptions, execution: Execution) {
    self.options = options
    self.execution = execution
    shapes = PoolingGradient(options, execution: execution)
  }

  /// Shape of the result.
  ///
  /// - Throws: `LayoutError`, `GeometryError`, `PoolingGradientError` where the values are not in
  ///   the shape of what the pooling gives for such an input.
  public func resultShape(_ values: Shape, input: Shape) throws -> DataShape {
    try shapes.resultShape(values, input: input)
  }

  /// Puts the values back and writes the result.
  ///
  /// - Parameters:
  ///   - indices: of the pooling, int64 in the shape of the values.
  ///   - input: shape of the pooling's input, which may leave out the batch.
  /// - Throws: what does not fit as `resultShape`, `PoolingGradientError` for indices that are
  ///   not of this pooling, and `StreamError`.
  public func apply(
    _ values: PendingArray, indices: PendingArray, _ origin: PoolingIndexOrigin, input: Shape,
    to writer: TensorWriter
  ) throws {
    switch values.header.elementType.carryingType {
    case .float32: try apply(values, indices, origin, input, writer, Float.self)
    case .float64: try apply(values, indices, origin, input, writer, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ values: PendingArray, _ indices: PendingArray, _ origin: PoolingIndexOrigin,
    _ input: Shape, _ writer: TensorWriter, _: Scalar.Type
  ) throws {
    let type = values.header.elementType
    let results = try options.layout.describe(values.header.shape)
    let data = try resultShape(values.header.shape, input: input)
    try options.window(data).check(mostTaps: Int(Int32.max))
    let source = ElementSource<Scalar>(values, shape: results, storedAs: type.carrier)
    try source.awaitRow(of: results)
    let plan = PoolingGradientPlan(
      .index(adds: false), window: try options.window(data), channels: data.channelCount)
    try PoolingGradientRun<Scalar>(
      plan: plan, execution: execution,
      dOutput: SlidingRows(source, rowLength: plan.outputRow, rowsInImage: plan.rows.output),
      input: nil, indices: try plan.rows(ofIndices: indices, results),
      indexing: PoolingIndexing(origin, data),
      sink: ElementSink(writer, shape: data, type: type, storedAs: type.carrier)
    ).run(imageCount: data.imageCount)
  }
}
