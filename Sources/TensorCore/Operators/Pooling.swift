import KernelInterface

/// What one result of pooling is made of.
public enum PoolingMode: String, CaseIterable, Sendable {
  /// The largest element of the window.
  case max
  /// The sum of the window, divided by the number of its positions.
  case average

  /// What changes no result: the accumulator before the first element, and padding.
  func identity<Scalar: ComputeScalar>(_: Scalar.Type) -> Scalar {
    switch self {
    case .max: -.infinity
    case .average: 0
    }
  }

  /// The windows' elements taken together: their maximum, or, for an average, their sum.
  func combine<Scalar>(_ job: WindowJob<Scalar>, _ kernels: KernelTable<Scalar>) {
    switch self {
    case .max: kernels.maximumWindows(job)
    case .average: kernels.sumWindows(job)
    }
  }
}

/// What a pooling is asked to do, apart from its data.
public struct PoolingOptions: Equatable, Sendable {
  public var mode: PoolingMode
  public var layout: DataLayout
  /// One an axis, or one for all. Not read where the window is global.
  public var kernel: [Int]
  /// Whether one window covers the whole image. Stride, dilation and padding are not read then.
  public var isGlobal = false
  /// One an axis, or one for all; nil: the kernel.
  public var stride: [Int]?
  public var dilation: [Int] = [1]
  public var padding: Padding = .valid
  /// Whether a last, partial window counts.
  public var ceilMode = false
  /// Whether an average divides by the window's positions in the padding too. What ceil mode
  /// hangs over past the padding never counts.
  public var countsPadding = false
  /// What an average is divided by, whatever its window holds; nil: the count.
  public var divisor: Int?

  public init(_ mode: PoolingMode, layout: DataLayout = .standard(dims: 2), kernel: [Int]) {
    self.mode = mode
    self.layout = layout
    self.kernel = kernel
  }
}

/// Pooling: each channel of an image by itself, one result a window.
///
///     max:      z = the first of the largest elements in window order; a NaN wins
///     average:  z = (+0 + x₀ + x₁ + …) / count
///
/// Padding is never chosen and adds nothing. A window must hold at least one element of the
/// input. Arithmetic: plain additions in the order kd, kh, kw, then one division; see
/// `docs/numerics.md`.
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
    return data.with(spatial: try window(data).output, channels: data.channelCount)
  }

  func window(_ data: DataShape) throws(GeometryError) -> Window {
    if options.isGlobal { return try Window(spatial: data.spatial, kernel: data.spatial) }
    let window = try Window(
      spatial: data.spatial, kernel: options.kernel, stride: options.stride ?? options.kernel,
      dilation: options.dilation, padding: options.padding, ceilMode: options.ceilMode)
    for (axis, letter) in zip(window.axes, DataLayout.spatialLetters(dims: data.spatial.count)) {
      if let empty = axis.firstOutputInPadding { throw .windowInPadding(letter, output: empty) }
    }
    return window
  }

  /// Pools the array that `reader` delivers next and writes the result.
  ///
  /// - Throws: what does not fit as `resultShape`, and `StreamError`.
  public func apply(
    _ header: NPYHeader, from reader: TensorReader, to writer: TensorWriter
  ) throws {
    switch header.elementType.computeType {
    case .float32: try apply(header, reader, writer, Float.self)
    case .float64: try apply(header, reader, writer, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ header: NPYHeader, _ reader: TensorReader, _ writer: TensorWriter, _: Scalar.Type
  ) throws {
    let data = try options.layout.describe(header.shape)
    let result = try resultShape(header.shape)
    let kernels = execution.instructionSet.kernels(Scalar.self)
    if options.isGlobal {
      guard data.channelCount > 0 else { throw GeometryError.emptyAxis("C") }
      try GlobalPooling<Scalar>(options: options, data: data, kernels: kernels).run(
        source: ElementSource(reader, shape: data),
        sink: try ElementSink(writer, shape: result, type: Scalar.computeType.elementType))
      return
    }
    let source = ElementSource<Scalar>(reader, shape: data)
    let plan = try plans.plan(for: data, from: source) {
      try PoolingPlan<Scalar>(self, data: data, kernels: kernels)
    }
    try WindowedDriver(operation: plan, imageCount: data.imageCount, threads: execution.threads)
      .run(
        source: source,
        partner: try ElementSink(
          writer, shape: result, type: Scalar.computeType.elementType))
  }
}
