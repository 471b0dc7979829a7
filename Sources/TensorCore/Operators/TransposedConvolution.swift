import KernelInterface

/// Multiplication by Ŵᵀ: the gradient of a convolution for its input, and transposed
/// convolution.
///
///     dInput[n, p_h, p_w, g·I + i] = bias[g·I + i] + Σ over flipped kh, kw, then o in group g, of
///       dOutput[n, (p_h + before − kh·dilation) / stride, …, o] · W[kh, kw, i, o]
///
/// over the taps whose division is whole: dOutput convolved with the flipped filter. Taps that
/// fall between strided outputs are left out by giving each phase of the stride its own taps,
/// never by multiplying with zeros; positions outside dOutput are zeros that are multiplied.
///
/// dOutput is `N…O`, dInput is `N…C` with `C = I · groups` (after permuting from their layouts).
/// Arithmetic: one chain for each result, from the bias or +0, one fused multiply-add a tap in
/// the order kd, kh, kw of the flipped filter, then o. Under a pad mode that copies elements,
/// first the gradient of the padded array, then what `PaddingFold` says.
///
/// `options.method` `matrix` forms Ŵ and multiplies by its transpose; all others are this.
public struct TransposedConvolution: Sendable {
  public let options: ConvolutionOptions
  let filters: Filters
  let bias: Tensor?
  private let execution: Execution
  private let plans = PlanCache()

  /// - Parameters:
  ///   - options: of the convolution that this is the adjoint of.
  ///   - weight: that convolution's.
  ///   - bias: one value a channel of the result.
  /// - Throws: as `Convolution`.
  public init(
    _ options: ConvolutionOptions, weight: Tensor, bias: Tensor? = nil, execution: Execution
  ) throws {
    self.options = options
    self.bias = bias
    self.execution = execution
    filters = try Filters(weight, options)
    try ConvolutionBias.check(
      bias, channels: filters.isPerChannel ? nil : filters.inputs * options.groups)
  }

  /// Shape of the result for dOutput of a shape.
  ///
  /// - Parameters:
  ///   - size: which of the inputs that give such a dOutput.
  ///   - like: the input's shape, instead of `size`; its batch and channels must fit. Without
  ///     channels it is a plane's.
  /// - Throws: `LayoutError`, `ConvolutionError`, `GeometryError` if they do not fit.
  public func resultShape(
    _ shape: Shape, size: AdjointSize = .smallest, like: Shape? = nil
  ) throws -> DataShape {
    let data = try options.layout.describe(shape)
    let channels = try filters.inputs(for: data, groups: options.groups)
    guard let like else {
      return data.with(spatial: try window(data, size).output, channels: channels)
    }
    let stated = try options.layout.describe(like)
    guard stated.batch == nil || stated.batch == data.batch,
      stated.channels == nil ? channels == 1 || data.channels != nil : stated.channels == channels
    else {
      throw ConvolutionError.like(stated, data: data, channels: channels)
    }
    // An array of a batch is never without its channels, which would make it look like an image.
    let isPlane = stated.channels == nil && channels == 1 && data.batch == nil
    return DataShape(
      layout: options.layout, batch: data.batch,
      spatial: try window(data, .spatial(stated.spatial)).output,
      channels: isPlane ? nil : channels)
  }

  func window(_ data: DataShape, _ size: AdjointSize) throws(GeometryError) -> AdjointWindow {
    try AdjointWindow(
      results: data.spatial, kernel: filters.kernel, stride: options.stride,
      dilation: options.dilation, padding: options.padding, mode: options.padMode, size: size)
  }

  /// Transforms the array and writes the result; and those after it that have the same header, where
  /// a file has them and nothing is said of the result's shape.
  ///
  /// - Throws: what does not fit as `resultShape`, `ToeplitzError` for the method `matrix`, and
  ///   `StreamError`.
  public func apply(
    _ array: PendingArray, to writer: TensorWriter,
    size: AdjointSize = .smallest, like: Shape? = nil
  ) throws {
    let result = try resultShape(array.header.shape, size: size, like: like)
    let size = try like.map { .spatial(try options.layout.describe($0).spatial) } ?? size
    switch ComputeType.joining(
      array.header.elementType, filters.weight.elementType, bias?.elementType)
    {
    // What an array's result is to be like says nothing of the arrays after it.
    case .float32: try apply(array, writer, size, result, joins: like == nil, Float.self)
    case .float64: try apply(array, writer, size, result, joins: like == nil, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ array: PendingArray, _ writer: TensorWriter, _ size: AdjointSize,
    _ result: DataShape, joins: Bool, _: Scalar.Type
  ) throws {
    let data = try options.layout.describe(array.header.shape)
    let window = try window(data, size)
    let source = ElementSource<Scalar>(array, shape: data)
    let sink = try ElementSink<Scalar>(
      writer, shape: result, type: options.resultType ?? Scalar.computeType.elementType)
    func run(_ plan: some WindowedOperator<Scalar>, _ partner: some RowPartner<Scalar>) throws {
      try WindowedDriver(
        operation: plan, imageCount: data.imageCount, threads: execution.threads,
        joinsArrays: joins
      ).run(source: source, partner: partner)
    }
    guard options.method != .matrix else {
      let plan: ProductPlan<Scalar> = try plans.plan(for: data, result.spatial, from: source) {
        try matrixPlan(window, data, channels: result.channelCount)
      }
      try run(plan, sink)
      return
    }
    let folds = !options.padMode.isConstant
    let plan = try plans.plan(for: data, result.spatial, from: source) {
      try flippedPlan(
        folds ? window.padded : window.axes, data, channels: result.channelCount,
        as: Scalar.self)
    }
    if folds {
      try run(
        plan,
        PaddingFold(window, mode: options.padMode, channels: result.channelCount, sink: sink))
    } else {
      try run(plan, sink)
    }
  }

  /// The convolution with the flipped filter.
  private func flippedPlan<Scalar: ComputeScalar>(
    _ axes: [AdjointAxis], _ data: DataShape, channels: Int, as _: Scalar.Type
  ) throws -> ConvolutionPlan<Scalar> {
    try ConvolutionPlan(
      ConvolutionProblem(
        layout: try BandLayout(axes: axes.map { BandAxis($0) }, channels: data.channelCount),
        filter: filters.bank(
          isAdjoint: true, groups: options.groups, channels: data.channelCount,
          bias: try ConvolutionBias.elements(bias, channels: channels)),
        padMode: .zero, kernels: execution.instructionSet.kernels(Scalar.self)))
  }

  /// The product with Ŵᵀ.
  private func matrixPlan<Scalar: ComputeScalar>(
    _ window: AdjointWindow, _ data: DataShape, channels: Int
  ) throws -> ProductPlan<Scalar> {
    let image = data.with(spatial: window.output, channels: channels)
    return try ToeplitzRows(
      window.forward, image: image, outputs: data.channelCount, filters: filters, options: options
    ).plan(turned: false, bias: bias, kernels: execution.instructionSet.kernels(Scalar.self))
  }
}
