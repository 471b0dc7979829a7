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
  private var sums: Sums?

  private enum Sums {
    case float32(BlockSums<Float>)
    case float64(BlockSums<Double>)
  }

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
  public func add(_ header: NPYHeader, _ reader: TensorReader) throws {
    let data = try layout.describe(header.shape)
    guard data.channelCount > 0 else { throw GeometryError.emptyAxis("C") }
    let type = header.elementType.computeType
    switch (type, sums) {
    case (.float32, nil): sums = .float32(try makeSums(data.channelCount))
    case (.float64, nil): sums = .float64(try makeSums(data.channelCount))
    default: break
    }
    switch (type, sums) {
    case (.float32, .float32(let sums)): try add(data, reader, sums)
    case (.float64, .float64(let sums)): try add(data, reader, sums)
    default: throw ConvolutionError.otherType(type)
    }
  }

  private func makeSums<Scalar: ComputeScalar>(_ channels: Int) throws -> BlockSums<Scalar> {
    try BlockSums(
      groups: 1, rows: 1, columns: channels,
      kernels: execution.instructionSet.kernels(Scalar.self))
  }

  private func add<Scalar: ComputeScalar>(
    _ data: DataShape, _ reader: TensorReader, _ sums: BlockSums<Scalar>
  ) throws {
    guard data.channelCount == sums.columns else {
      throw ConvolutionError.otherChannels(
        inputs: nil, outputs: data.channelCount, before: nil, and: sums.columns)
    }
    let window = try Window(spatial: data.spatial, kernel: [1])
    let plan = BiasGradientPlan(
      layout: try BandLayout(window, channels: data.channelCount), sums: sums,
      kernels: execution.instructionSet.kernels(Scalar.self))
    try WindowedDriver(operation: plan, imageCount: data.imageCount, threads: execution.threads)
      .run(source: ElementSource(reader, shape: data), partner: NoPartner())
    sums.endArray(positions: data.imageCount * data.spatial.reduce(1, *))
  }

  /// The gradient of what was added since the last time: one value a channel.
  ///
  /// - Throws: `MemoryError`; nothing may have been added before.
  public func result() throws -> Tensor? {
    defer { sums = nil }
    switch sums {
    case nil: return nil
    case .float32(let sums): return try tensor(sums)
    case .float64(let sums): return try tensor(sums)
    }
  }

  private func tensor<Scalar: ComputeScalar>(_ sums: BlockSums<Scalar>) throws -> Tensor {
    let type = resultType ?? Scalar.computeType.elementType
    let gradient = try Tensor(elementType: type, shape: try Shape([sums.columns]))
    gradient.withBytes { bytes in
      sums.results().withUnsafeBufferPointer {
        Conversion.narrow($0.baseAddress!, to: bytes.baseAddress!, type, count: $0.count)
      }
    }
    return gradient
  }
}

/// Sums of dOutput on the tile kernel: one row whose input is 1 at every position, so that each
/// fused multiply-add is an addition.
final class BiasGradientPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let sums: BlockSums<Scalar>
  private let kernels: KernelTable<Scalar>
  private let pixels: [Int]

  var outputChannels: Int { 0 }
  var padMode: PadMode { .zero }
  var padValue: Scalar { 0 }

  init(layout: BandLayout, sums: BlockSums<Scalar>, kernels: KernelTable<Scalar>) {
    self.layout = layout
    self.sums = sums
    self.kernels = kernels
    pixels = [Int](repeating: 0, count: kernels.tileRows)
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    guard part == 0 else { return }
    let inRow = layout.positionsInRow
    let first = work.rows.lowerBound * inRow
    let channels = layout.channels
    let dOutput = work.band + (work.rows.lowerBound - work.firstRow) * layout.pitch
    let partial = sums.partial(group: 0, row: 0)
    for (segment, endsBlock) in sums.segments(first..<(work.rows.upperBound * inRow)) {
      let runs = [Run(offset: 0, count: segment.count)]
      pixels.withUnsafeBufferPointer { pixels in
        runs.withUnsafeBufferPointer { runs in
          withUnsafePointer(to: Scalar(1)) { one in
            kernels.convolveTiles(
              TileJob(
                input: one, pixels: pixels.baseAddress!, pixelCount: 1, runs: runs.baseAddress!,
                runCount: 1, inputStep: 0,
                weights: dOutput + (segment.lowerBound - first) * channels, weightStep: channels,
                panelStride: kernels.panelWidth(channels: channels), channels: channels,
                start: partial, startStride: sums.columnPitch, output: partial,
                outputStride: sums.columnPitch))
          }
        }
      }
      if endsBlock { sums.endBlock(group: 0, rows: 0..<1) }
    }
  }
}
