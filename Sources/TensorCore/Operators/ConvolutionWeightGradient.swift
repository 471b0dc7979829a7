import KernelInterface

/// The gradient of a convolution for its weight: multiplication of dOutput by the transposed
/// im2col matrix of the input.
///
///     dWeight[kh, kw, i, o] = Σ over output positions (n, o_h, o_w) of
///       x[n, o_h·stride + kh·dilation − before, …, g·I + i] · dOutput[n, o_h, o_w, o]
///
/// with `g = o / (O / groups)` and x padded. The input is `N…C`, dOutput `N…O`, dWeight `…IO`
/// (after permuting from their layouts). Only weights and a band of rows are held.
///
/// Arithmetic: positions in the order n, d, h, w in blocks of 1024; see `BlockSums`. With one
/// filter for all channels, each channel of a position counts as a position.
public final class ConvolutionWeightGradient {
  public let options: ConvolutionOptions
  private let kernel: [Int]
  private let isPerChannel: Bool
  private let isTransposed: Bool
  private let execution: Execution
  private var sums: Sums?
  private var channels: (inputs: Int, outputs: Int)?

  private enum Sums {
    case float32(BlockSums<Float>)
    case float64(BlockSums<Double>)
  }

  /// An array that is about to be read.
  public struct Operand {
    public var header: NPYHeader
    public var reader: TensorReader

    public init(_ header: NPYHeader, _ reader: TensorReader) {
      self.header = header
      self.reader = reader
    }
  }

  /// - Parameters:
  ///   - options: of the convolution.
  ///   - kernel: lengths of the filter, one an axis.
  ///   - isPerChannel: whether one filter with spatial axes only serves all channels.
  ///   - isTransposed: whether the convolution is a transposed one; then its input is what the
  ///     other way round would be dOutput, and the sums go over the input's positions.
  /// - Throws: `ConvolutionError.groupsPerChannel`.
  public init(
    _ options: ConvolutionOptions, kernel: [Int], isPerChannel: Bool = false,
    isTransposed: Bool = false, execution: Execution
  ) throws(ConvolutionError) {
    if isPerChannel, options.groups != 1 { throw .groupsPerChannel(options.groups) }
    self.options = options
    self.kernel = kernel
    self.isPerChannel = isPerChannel
    self.isTransposed = isTransposed
    self.execution = execution
  }

  /// Adds the gradient of a pair of arrays. Several count as one long batch.
  ///
  /// - Throws: `LayoutError`, `ConvolutionError`, `GeometryError` if they do not fit each other
  ///   or those before, and `StreamError`.
  public func add(input: Operand, dOutput: Operand) throws {
    let (wide, narrow) = isTransposed ? (dOutput, input) : (input, dOutput)
    let data = try options.layout.describe(wide.header.shape)
    let results = try options.layout.describe(narrow.header.shape)
    let window = try Window(
      spatial: data.spatial, kernel: kernel, stride: options.stride,
      dilation: options.dilation, padding: options.padding, mode: options.padMode)
    let groups = options.groups
    guard data.imageCount == results.imageCount, window.output == results.spatial,
      !isPerChannel || data.channelCount == results.channelCount
    else {
      throw ConvolutionError.pair(
        try options.layout.describe(input.header.shape),
        dOutput: try options.layout.describe(dOutput.header.shape),
        results: window.output, transposed: isTransposed)
    }
    guard data.channelCount % groups == 0, results.channelCount % groups == 0 else {
      throw ConvolutionError.groupsOfPair(
        groups, inputs: data.channelCount, outputs: results.channelCount)
    }
    let now = isPerChannel ? (1, 1) : (data.channelCount, results.channelCount)
    if let channels, channels != now {
      throw ConvolutionError.otherChannels(
        inputs: now.0, outputs: now.1, before: channels.inputs, and: channels.outputs)
    }
    channels = now
    let type = ComputeType.joining(wide.header.elementType, narrow.header.elementType)
    switch (type, sums) {
    case (.float32, nil): sums = .float32(try makeSums(now))
    case (.float64, nil): sums = .float64(try makeSums(now))
    default: break
    }
    let layout = try BandLayout(window, channels: data.channelCount)
    switch (type, sums) {
    case (.float32, .float32(let sums)): try add(layout, data, results, wide, narrow, sums)
    case (.float64, .float64(let sums)): try add(layout, data, results, wide, narrow, sums)
    default: throw ConvolutionError.otherType(type)
    }
  }

  private func makeSums<Scalar: ComputeScalar>(
    _ channels: (inputs: Int, outputs: Int)
  ) throws -> BlockSums<Scalar> {
    try BlockSums(
      groups: options.groups,
      rows: kernel.reduce(1, *) * channels.inputs / options.groups,
      columns: channels.outputs / options.groups,
      kernels: execution.instructionSet.kernels(Scalar.self))
  }

  private func add<Scalar: ComputeScalar>(
    _ layout: BandLayout, _ data: DataShape, _ results: DataShape, _ wide: Operand,
    _ narrow: Operand, _ sums: BlockSums<Scalar>
  ) throws {
    let plan = WeightGradientPlan(
      layout: layout, outputs: results.channelCount, isPerChannel: isPerChannel,
      padMode: options.padMode, sums: sums,
      kernels: execution.instructionSet.kernels(Scalar.self))
    let partner = ElementSource<Scalar>(narrow.reader, shape: results)
    try WindowedDriver(operation: plan, imageCount: data.imageCount, threads: execution.threads)
      .run(source: ElementSource(wide.reader, shape: data), partner: partner)
    try partner.finish()
    sums.endArray(
      positions: data.imageCount * layout.rows.output * layout.positionsInRow
        * (isPerChannel ? data.channelCount : 1))
  }

  /// The gradient of what was added since the last time, in the weight's layout.
  ///
  /// - Throws: `MemoryError`; nothing may have been added before.
  public func result() throws -> Tensor? {
    defer { (sums, channels) = (nil, nil) }
    switch sums {
    case nil: return nil
    case .float32(let sums): return try tensor(sums)
    case .float64(let sums): return try tensor(sums)
    }
  }

  private func tensor<Scalar: ComputeScalar>(_ sums: BlockSums<Scalar>) throws -> Tensor {
    let taps = kernel.reduce(1, *)
    let inputs = sums.rows / taps
    let outputs = sums.columns * sums.groups
    let results = sums.results()
    let type = options.resultType ?? Scalar.computeType.elementType
    let axes = isPerChannel ? kernel : kernel + [inputs, outputs]
    let gradient = try Tensor(elementType: type, shape: try Shape(axes))
    var ordered: [Scalar] = []
    ordered.reserveCapacity(results.count)
    for tap in options.flip ? Array((0..<taps).reversed()) : Array(0..<taps) {
      for input in 0..<inputs {
        for group in 0..<sums.groups {
          let row = (group * sums.rows + tap * inputs + input) * sums.columns
          ordered += results[row..<row + sums.columns]
        }
      }
    }
    gradient.withBytes { bytes in
      ordered.withUnsafeBufferPointer {
        Conversion.narrow($0.baseAddress!, to: bytes.baseAddress!, type, count: $0.count)
      }
    }
    return try gradient.permuted(options.weightLayout.storedOrder(spatialOnly: isPerChannel))
  }
}
