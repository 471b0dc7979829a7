/// The patch matrix of images: row `p` holds the elements under the window of output position
/// `p`, so that a convolution is its product with the weights.
///
///     X[n, (o_h, o_w), (kh, kw, c)] =
///       x[n, o_h·stride + kh·dilation − before, o_w·stride + kw·dilation − before, c]
///
/// Positions are in row-major order over D, H, W whatever the layout. Columns are in the order
/// in which the weight layout flattens a filter (`PatchColumns`). Shape: N×P×T, or P×T without a
/// batch, with P output positions and T = taps · channels.
///
/// Elements keep their type and their bits. Where padding is computed (`mean`, or a constant
/// that the type does not hold) or another type is asked for, they are converted.
public struct Im2col: Sendable {
  public let options: ConvolutionOptions
  /// One an axis, or one for all.
  public let kernel: [Int]
  private let execution: Execution
  /// Whether the patches of one element each are an array of the data's layout, not a matrix.
  private let isImage: Bool
  private let plans = PlanCache()

  public init(_ options: ConvolutionOptions, kernel: [Int], execution: Execution) {
    self.options = options
    self.kernel = kernel
    self.execution = execution
    isImage = false
  }

  /// What `ArrayPadding` does: windows of one element, laid out as the data is.
  init(padding options: ConvolutionOptions, execution: Execution) {
    self.options = options
    kernel = [1]
    self.execution = execution
    isImage = true
  }

  /// Shape of the matrix, or matrices, for data of a shape.
  ///
  /// - Throws: `LayoutError`, `GeometryError`, `PatchError` if it does not fit.
  public func resultShape(_ shape: Shape) throws -> Shape {
    try PatchGeometry(options, kernel: kernel, input: shape).matrixShape
  }

  /// Forms the matrix of the array and writes it.
  ///
  /// - Throws: what does not fit as `resultShape`, and `StreamError`.
  public func apply(
    _ array: PendingArray, to writer: TensorWriter
  ) throws {
    let geometry = try PatchGeometry(options, kernel: kernel, input: array.header.shape)
    let type = array.header.elementType
    let moves = options.resultType == nil || options.resultType == type
    switch moves ? type.carryingType : type.computeType {
    case .float32: try apply(array, geometry, writer, moves, Float.self)
    case .float64: try apply(array, geometry, writer, moves, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ array: PendingArray, _ geometry: PatchGeometry,
    _ writer: TensorWriter, _ moves: Bool, _: Scalar.Type
  ) throws {
    let type = array.header.elementType
    let carriedPadding: Scalar? =
      switch options.padMode {
      case .mean: nil
      case .constant(let value): type.carried(value, as: Scalar.self)
      default: 0
      }
    guard moves, let carriedPadding else {
      let result = options.resultType ?? type.computeType.elementType
      switch type.computeType {
      case .float32: try convert(array, geometry, writer, result, Float.self)
      case .float64: try convert(array, geometry, writer, result, Double.self)
      }
      return
    }
    try run(geometry, array, as: type.carrier, padValue: carriedPadding) {
      try sink(geometry, writer, type, storedAs: type.carrier)
    }
  }

  private func convert<Scalar: ComputeScalar>(
    _ array: PendingArray, _ geometry: PatchGeometry,
    _ writer: TensorWriter, _ result: ElementType, _: Scalar.Type
  ) throws {
    let padValue = options.padMode.value(as: Scalar.self)
    try run(geometry, array, as: array.header.elementType, padValue: padValue) {
      try sink(geometry, writer, result, storedAs: result)
    }
  }

  private func sink<Scalar: ComputeScalar>(
    _ geometry: PatchGeometry, _ writer: TensorWriter, _ type: ElementType,
    storedAs stored: ElementType
  ) throws -> ElementSink<Scalar> {
    guard isImage else {
      return try ElementSink(
        writer, streaming: geometry.matrixShape, type: type, storedAs: stored)
    }
    let data = geometry.data
    let shape = data.with(spatial: geometry.window.output, channels: data.channelCount)
    return try ElementSink(writer, shape: shape, type: type, storedAs: stored)
  }

  /// - Parameter sink: starts the result, once it is clear that there is one.
  private func run<Scalar: ComputeScalar>(
    _ geometry: PatchGeometry, _ array: PendingArray,
    as stored: ElementType, padValue: Scalar, to sink: () throws -> ElementSink<Scalar>
  ) throws {
    let data = geometry.data
    let source = ElementSource<Scalar>(array, shape: data, storedAs: stored)
    let plan = try plans.plan(
      for: data, CarriedType(type: array.header.elementType, carrier: stored), from: source
    ) {
      try Im2colPlan<Scalar>(
        options, geometry.window, channels: data.channelCount, padValue: padValue)
    }
    try WindowedDriver(
      operation: plan, imageCount: data.imageCount, threads: execution.threads, joinsArrays: true
    ).run(source: source, partner: try sink())
  }
}

/// What a constant that pads is carried as depends on both.
private struct CarriedType: Hashable {
  let type: ElementType
  let carrier: ElementType
}
