extension Convolution {
  /// What `apply` would do with an array of a shape and type.
  ///
  /// - Parameter before: what the stage before passes on, whose result the array is.
  /// - Throws: what does not fit as `resultShape`, `ToeplitzError`, and `ExplanationError` if the
  ///   stage before has other axes.
  public func explanation(
    _ shape: Shape, _ type: ElementType, after before: ExplainedStage? = nil
  ) throws -> Explanation {
    let types = [type, filters.weight.elementType, bias?.elementType]
    switch ComputeType.joining(types[0], types[1], types[2]) {
    case .float32: return try explanation(shape, type, before, Float.self)
    case .float64: return try explanation(shape, type, before, Double.self)
    }
  }

  private func explanation<Scalar: ComputeScalar>(
    _ shape: Shape, _ type: ElementType, _ before: ExplainedStage?, _: Scalar.Type
  ) throws -> Explanation {
    let data = try options.layout.describe(shape)
    let input = Explanation.TypedShape(data, type)
    try before?.check(input)
    let result = try resultShape(shape)
    let window = try window(data)
    let cost = ConvolutionCost(
      filters, groups: options.groups, hasBias: bias != nil, data, window, Scalar.computeType)
    let chain = before?.chain ?? .none(dims: options.layout.dims)
    let resultType = options.resultType ?? Scalar.computeType.elementType
    return Explanation(
      operation: "conv", input: input, result: Explanation.TypedShape(result, resultType),
      window: window, padMode: options.padMode, cost: cost,
      run: try runChoice(data, result, type, resultType, Scalar.self),
      chain: try chain.followed(by: window, cost))
  }

  private func runChoice<Scalar: ComputeScalar>(
    _ data: DataShape, _ result: DataShape, _ type: ElementType, _ resultType: ElementType,
    _: Scalar.Type
  ) throws -> Explanation.RunChoice {
    let (kernel, band): (String, BandSize)
    switch options.method {
    case .auto, .direct:
      let plan = try ConvolutionPlan<Scalar>(try problem(data, outputs: result.channelCount))
      (kernel, band) = (plan.regime.rawValue, try bandSize(plan, data))
    case .im2col:
      let plan = try PatchProductPlan<Scalar>(try problem(data, outputs: result.channelCount))
      (kernel, band) = (ConvolutionRegime.tiles.rawValue, try bandSize(plan, data))
    case .matrix:
      let plan: ProductPlan<Scalar> = try matrixPlan(data, outputs: result.channelCount)
      (kernel, band) = (ConvolutionRegime.tiles.rawValue, try bandSize(plan, data))
    case .winograd, .winogradSmall:
      let plan: WinogradPlan<Scalar> = try winogradPlan(data, outputs: result.channelCount)
      (kernel, band) = (ConvolutionRegime.tiles.rawValue, try bandSize(plan, data))
    }
    let image = Count(product: data.spatial.reduce(1, *), data.channelCount)
    let whole = options.padMode.needsWholeImage && options.method != .matrix
    return Explanation.RunChoice(
      method: (options.method == .auto ? .direct : options.method).rawValue, kernel: kernel,
      instructionSet: execution.instructionSet.rawValue, threads: execution.threads, band: band,
      heldBytes: data.heldBytes(type) + result.heldBytes(resultType)
        + (whole ? image * Count(MemoryLayout<Scalar>.stride) : 0))
  }

  private func bandSize<Plan: WindowedOperator>(
    _ plan: Plan, _ data: DataShape
  ) throws -> BandSize {
    WindowedDriver(operation: plan, imageCount: data.imageCount, threads: execution.threads)
      .bandSize
  }
}

extension ExplainedStage {
  /// - Throws: `ExplanationError` unless the next stage reads what this one gives.
  func check(_ input: Explanation.TypedShape) throws(ExplanationError) {
    guard input.letters == result.letters else {
      throw .layout(input.letters, before: result.letters)
    }
  }
}

extension DataShape {
  /// Bytes of the part of an array that has to be held at a time, which is none where it streams.
  func heldBytes(_ type: ElementType) -> Count {
    guard let block = HeldBlock(self) else { return 0 }
    return block.storedAxes.reduce(Count(type.byteCount)) { $0 * Count($1) }
  }
}
