import KernelInterface

/// What a convolution is asked to do, apart from its data.
public struct ConvolutionOptions: Equatable, Sendable {
  /// Order of the data's axes, which also says how many of them are spatial.
  public var layout: DataLayout
  public var weightLayout: WeightLayout
  /// One an axis, or one for all.
  public var stride: [Int] = [1]
  public var dilation: [Int] = [1]
  public var padding: Padding = .valid
  public var padMode: PadMode = .zero
  public var groups = 1
  /// Flips the filter along its spatial axes: convolution as signal processing defines it.
  public var flip = false
  /// How it is computed; not what.
  public var method = ConvolutionMethod.auto
  /// Type of the results; nil: the type they are computed in.
  public var resultType: ElementType?

  public init(layout: DataLayout = .standard(dims: 2), weightLayout: WeightLayout? = nil) {
    self.layout = layout
    self.weightLayout = weightLayout ?? .matching(layout)
  }

  /// The window of a kernel that slides over an image.
  ///
  /// - Parameter transposedSize: where the image is what a transposed convolution gave, its stated size.
  func window(
    _ spatial: [Int], kernel: [Int], transposedSize: AdjointSize? = nil
  ) throws(GeometryError) -> Window {
    let window = try Window(
      spatial: spatial, kernel: kernel, stride: stride, dilation: dilation, padding: padding,
      mode: padMode)
    guard let transposedSize else { return window }
    return try window.results(of: transposedSize, padding: padding)
  }
}

/// Convolution of images with filters, in the field's sense (cross-correlation):
///
///     z[n, o_h, o_w, o] = bias[o] + Σ over kh, kw, i of
///       x[n, o_h·stride + kh·dilation − before, o_w·stride + kw·dilation − before, g·I + i]
///       · W[kh, kw, i, o]
///
/// with `g = o / (O / groups)` and `I` the input channels of one group; likewise with one or
/// three spatial axes. Data is `N…C`, weights are `…IO` (after permuting from their layouts).
///
/// Arithmetic: one chain for each result, from `bias[o]` or +0, one fused multiply-add a tap in
/// the order kd, kh, kw, i. See `docs/numerics.md`.
public struct Convolution: Sendable {
  public let options: ConvolutionOptions
  let filters: Filters
  let bias: Tensor?
  let execution: Execution
  /// Where this is the gradient for the input of a transposed convolution: the size of what that gives.
  private let transposedSize: AdjointSize?
  private let plans = PlanCache()

  /// - Parameters:
  ///   - weight: as `options.weightLayout` says, or with spatial axes only: one filter applied
  ///     to each channel by itself.
  ///   - bias: one value an output channel.
  ///   - transposedSize: for the gradient for the input of the transposed convolution with these options,
  ///     which this is: the size of what that gives, if it was stated.
  /// - Throws: `LayoutError`, `ConvolutionError` for a weight or bias that cannot be, and
  ///   `MemoryError`.
  public init(
    _ options: ConvolutionOptions, weight: Tensor, bias: Tensor? = nil,
    transposedSize: AdjointSize? = nil, execution: Execution
  ) throws {
    self.options = options
    self.transposedSize = transposedSize
    self.bias = bias
    self.execution = execution
    filters = try Filters(weight, options)
    try ConvolutionBias.check(bias, channels: filters.isPerChannel ? nil : filters.outputs)
  }

  /// Shape of the result for data of a shape.
  ///
  /// - Parameter like: the shape that it must have, as far as this states batch and channels. A
  ///   plane's makes a plane of one channel.
  /// - Throws: `LayoutError`, `ConvolutionError`, `GeometryError` if they do not fit.
  public func resultShape(_ shape: Shape, like: Shape? = nil) throws -> DataShape {
    let data = try options.layout.describe(shape)
    let outputs = try filters.outputs(for: data, groups: options.groups)
    var result = data.with(spatial: try window(data).output, channels: outputs)
    guard let like else { return result }
    let stated = try options.layout.describe(like)
    guard stated.spatial == result.spatial, stated.batch == nil || stated.batch == result.batch,
      stated.channels ?? 1 == outputs
    else { throw ConvolutionError.like(stated, data: data, channels: outputs) }
    // An array of a batch is never without its channels, which would make it look like an image.
    if stated.channels == nil, result.batch == nil { result.channels = nil }
    return result
  }

  func window(_ data: DataShape) throws(GeometryError) -> Window {
    try options.window(data.spatial, kernel: filters.kernel, transposedSize: transposedSize)
  }

  /// Convolves the array and writes the result; and those after it that have the same header, where
  /// a file has them and nothing is said of the result's shape.
  ///
  /// - Throws: what does not fit as `resultShape`, and `StreamError`.
  public func apply(
    _ array: PendingArray, to writer: TensorWriter, like: Shape? = nil
  ) throws {
    let result = try resultShape(array.header.shape, like: like)
    switch ComputeType.joining(
      array.header.elementType, filters.weight.elementType, bias?.elementType)
    {
    // What an array's result is to be like says nothing of the arrays after it.
    case .float32: try apply(array, writer, result, joins: like == nil, Float.self)
    case .float64: try apply(array, writer, result, joins: like == nil, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ array: PendingArray, _ writer: TensorWriter, _ result: DataShape,
    joins: Bool, _: Scalar.Type
  ) throws {
    let data = try options.layout.describe(array.header.shape)
    let type = options.resultType ?? Scalar.computeType.elementType
    let source = ElementSource<Scalar>(array, shape: data)
    // Each method's plan keeps its own type, so that all down to the kernels is specialised.
    let outputs = result.channelCount
    switch options.method {
    case .auto, .direct:
      let plan: ConvolutionPlan<Scalar> = try plans.plan(for: data, from: source) {
        try ConvolutionPlan(try problem(data, outputs: outputs))
      }
      try run(plan, data, source, try ElementSink(writer, shape: result, type: type), joins: joins)
    case .im2col:
      let plan: PatchProductPlan<Scalar> = try plans.plan(for: data, from: source) {
        try PatchProductPlan(try problem(data, outputs: outputs))
      }
      try run(plan, data, source, try ElementSink(writer, shape: result, type: type), joins: joins)
    case .matrix:
      let plan: ProductPlan<Scalar> = try plans.plan(for: data, from: source) {
        try matrixPlan(data, outputs: outputs)
      }
      try run(plan, data, source, try ElementSink(writer, shape: result, type: type), joins: joins)
    case .winograd, .winogradSmall:
      let plan: WinogradPlan<Scalar> = try plans.plan(for: data, from: source) {
        try winogradPlan(data, outputs: outputs)
      }
      try run(
        plan, data, source,
        plan.rows(for: try ElementSink(writer, shape: result, type: type), result),
        joins: joins)
    }
  }

  private func run<Plan: WindowedOperator>(
    _ plan: Plan, _ data: DataShape, _ source: ElementSource<Plan.Scalar>,
    _ results: some RowPartner<Plan.Scalar>, joins: Bool
  ) throws {
    try WindowedDriver(
      operation: plan, imageCount: data.imageCount, threads: execution.threads, joinsArrays: joins
    ).run(source: source, partner: results)
  }

  /// What the plans of the direct method and of `im2col` are made from.
  func problem<Scalar: ComputeScalar>(
    _ data: DataShape, outputs: Int
  ) throws -> ConvolutionProblem<Scalar> {
    ConvolutionProblem(
      layout: try BandLayout(try window(data), channels: data.channelCount),
      filter: filters.bank(
        groups: options.groups, channels: data.channelCount,
        bias: try ConvolutionBias.elements(bias, channels: outputs)),
      padMode: options.padMode, kernels: execution.instructionSet.kernels(Scalar.self))
  }

  func matrixPlan<Scalar: ComputeScalar>(
    _ data: DataShape, outputs: Int
  ) throws -> ProductPlan<Scalar> {
    try ToeplitzRows(
      window(data), image: data, outputs: outputs, filters: filters, options: options
    ).plan(turned: true, bias: bias, kernels: execution.instructionSet.kernels(Scalar.self))
  }

  func winogradPlan<Scalar: ComputeScalar>(
    _ data: DataShape, outputs: Int
  ) throws -> WinogradPlan<Scalar> {
    guard !filters.isPerChannel else { throw WinogradError.perChannel }
    guard options.groups == 1 else { throw WinogradError.grouped(options.groups) }
    let window = try window(data)
    let isPlain = window.axes.allSatisfy { $0.kernel == 3 && $0.stride == 1 && $0.dilation == 1 }
    guard isPlain, window.axes.count == 2 else {
      throw WinogradError.shape(
        kernel: filters.kernel, stride: window.axes.map(\.stride),
        dilation: window.axes.map(\.dilation))
    }
    return try WinogradPlan(
      options.method == .winograd ? .fourByFour : .twoByTwo, window: window,
      channels: data.channelCount, matrices: filters.matrices(groups: 1, as: Scalar.self),
      bias: try ConvolutionBias.elements(bias, channels: outputs), padMode: options.padMode,
      kernels: execution.instructionSet.kernels(Scalar.self))
  }
}
