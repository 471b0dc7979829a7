import KernelInterface

/// The gradient of a convolution for its bias: the sum of dOutput over all positions.
///
///     dBias[o] = Σ over positions (n, o_h, o_w) of dOutput[n, o_h, o_w, o]
///
/// Arithmetic: additions in the compute type in blocks of 1024 positions; see `BlockSums`.
public final class ConvolutionBiasGradient {
  private let layout: DataLayout
  private let resultType: ElementType?
  private let execution: Execution
  /// By the number of channels.
  private let sums = BlockSumsCache<Int>()
  private var channels: Int?

  /// - Parameters:
  ///   - layout: of dOutput.
  ///   - resultType: nil: the type the sums are computed in.
  public init(layout: DataLayout, resultType: ElementType? = nil, execution: Execution) {
    self.layout = layout
    self.resultType = resultType
    self.execution = execution
  }

  /// Adds an array. Several count as one long batch.
  ///
  /// - Throws: `LayoutError`, `ConvolutionError` if it does not fit those before, `StreamError`.
  public func add(_ dOutput: PendingArray) throws {
    let data = try layout.describe(dOutput.header.shape)
    guard data.channelCount > 0 else { throw GeometryError.emptyAxis("C") }
    if let channels, channels != data.channelCount {
      throw ConvolutionError.otherChannels(
        inputs: nil, outputs: data.channelCount, before: nil, and: channels)
    }
    channels = data.channelCount
    switch dOutput.header.elementType.computeType {
    case .float32: try add(data, dOutput, Float.self)
    case .float64: try add(data, dOutput, Double.self)
    }
  }

  private func add<Scalar: ComputeScalar>(
    _ data: DataShape, _ dOutput: PendingArray, _: Scalar.Type
  ) throws {
    let kernels = execution.instructionSet.kernels(Scalar.self)
    let sums: BlockSums<Scalar> = try sums.sums(for: data.channelCount) {
      try BlockSums(groups: 1, rows: 1, columns: data.channelCount, kernels: kernels)
    }
    let window = try Window(spatial: data.spatial, kernel: [1])
    let source = ElementSource<Scalar>(dOutput, shape: data)
    try source.awaitRow(of: data)
    let plan = BiasGradientPlan(
      layout: try BandLayout(window, channels: data.channelCount), sums: sums, kernels: kernels)
    try WindowedDriver(operation: plan, imageCount: data.imageCount, threads: execution.threads)
      .run(source: source, partner: NoPartner())
    sums.endArray(positions: data.imageCount * data.spatial.reduce(1, *))
  }

  /// The gradient of what was added since the last time: one value a channel.
  ///
  /// - Throws: `MemoryError`; nothing may have been added before.
  public func result() throws -> Tensor? {
    defer { channels = nil }
    switch sums.take()?.sums {
    case nil: return nil
    case .float32(let sums): return try tensor(sums)
    case .float64(let sums): return try tensor(sums)
    }
  }

  private func tensor<Scalar: ComputeScalar>(_ sums: BlockSums<Scalar>) throws -> Tensor {
    let type = resultType ?? Scalar.computeType.elementType
    let gradient = try Tensor(elementType: type, shape: try Shape([sums.columns]))
    let values = sums.result(group: 0, row: 0)
    gradient.withBytes {
      Conversion.narrow(values.baseAddress!, to: $0.baseAddress!, type, count: values.count)
    }
    return gradient
  }
}
