extension Pooling {
  /// What `apply` would do with an array of a shape and type.
  ///
  /// - Parameter before: what the stage before passes on, whose result the array is.
  /// - Throws: what does not fit as `resultShape`, and `ExplanationError` if the stage before has
  ///   other axes.
  public func explanation(
    _ shape: Shape, _ type: ElementType, after before: ExplainedStage? = nil
  ) throws -> Explanation {
    switch PoolingReduction<Float>.carrier(options, type) {
    case .float32: try explanation(shape, type, before, Float.self)
    case .float64: try explanation(shape, type, before, Double.self)
    }
  }

  private func explanation<Scalar: ComputeScalar>(
    _ shape: Shape, _ type: ElementType, _ before: ExplainedStage?, _: Scalar.Type
  ) throws -> Explanation {
    let data = try options.layout.describe(shape)
    let input = Explanation.TypedShape(data, type)
    try before?.check(input)
    let result = try resultShape(shape)
    let resultType = resultType(type)
    let window = try options.window(data)
    let band = try bandSize(data, type, Scalar.self)
    let chain = before?.chain ?? .none(dims: options.layout.dims)
    return Explanation(
      operation: "pool \(options.mode.rawValue)", input: input,
      result: Explanation.TypedShape(result, resultType), window: window, padMode: nil, cost: nil,
      run: Explanation.RunChoice(
        method: "direct", kernel: "windows",
        instructionSet: execution.instructionSet.rawValue, threads: execution.threads,
        band: band, heldBytes: data.heldBytes(type) + result.heldBytes(resultType)),
      chain: try chain.followed(by: window, nil))
  }

  private func bandSize<Scalar: ComputeScalar>(
    _ data: DataShape, _ type: ElementType, _: Scalar.Type
  ) throws -> BandSize {
    let reduction = PoolingReduction<Scalar>(options, type, execution.instructionSet)
    if options.isOneWindow {
      guard data.channelCount > 0 else { throw GeometryError.emptyAxis("C") }
      return GlobalPooling<Scalar>(
        options: options, data: data, reduction: reduction, choosesTaps: false
      ).bandSize
    }
    let plan = try PoolingPlan<Scalar>(
      options, data: data, reduction: reduction, choosesTaps: false)
    return WindowedDriver(
      operation: plan, imageCount: data.imageCount, threads: execution.threads
    ).bandSize
  }
}
