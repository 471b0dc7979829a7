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
  /// What a plan depends on besides the input's shape.
  private struct PlanKey: Hashable {
    let outputs: Int
    let sums: ObjectIdentifier
  }

  public let options: ConvolutionOptions
  private let kernel: [Int]
  private let isPerChannel: Bool
  private let isTransposed: Bool
  private let transposedSize: AdjointSize?
  private let method: WeightGradientMethod
  private let execution: Execution
  private let sums = BlockSumsCache<WeightGradientMatrices>()
  private let plans = PlanCache()
  private var channels: (inputs: Int, outputs: Int)?
  /// Memory of the last gradient, for the next.
  private var gradient: Tensor?

  /// - Parameters:
  ///   - options: of the convolution.
  ///   - kernel: lengths of the filter, one an axis.
  ///   - isPerChannel: whether one filter with spatial axes only serves all channels.
  ///   - isTransposed: whether the convolution is a transposed one; then its input is what the
  ///     other way round would be dOutput, and the sums go over the input's positions.
  ///   - transposedSize: of what the transposed one gives, if it was stated.
  /// - Throws: `ConvolutionError.groupsPerChannel`.
  public init(
    _ options: ConvolutionOptions, kernel: [Int], isPerChannel: Bool = false,
    isTransposed: Bool = false, transposedSize: AdjointSize? = nil,
    method: WeightGradientMethod = .direct, execution: Execution
  ) throws(ConvolutionError) {
    if isPerChannel, options.groups != 1 { throw .groupsPerChannel(options.groups) }
    self.options = options
    self.kernel = kernel
    self.isPerChannel = isPerChannel
    self.isTransposed = isTransposed
    self.transposedSize = transposedSize
    self.method = method
    self.execution = execution
  }

  /// Adds the gradient of a pair of arrays. Several count as one long batch.
  ///
  /// - Throws: `LayoutError`, `ConvolutionError`, `GeometryError` if they do not fit each other
  ///   or those before, `ToeplitzError.tooLarge` for the method `matrix`, and `StreamError`.
  public func add(input: PendingArray, dOutput: PendingArray) throws {
    let (wide, narrow) = isTransposed ? (dOutput, input) : (input, dOutput)
    let data = try options.layout.describe(wide.header.shape)
    let results = try options.layout.describe(narrow.header.shape)
    let window = try options.window(
      data.spatial, kernel: kernel, transposedSize: transposedSize)
    // The taps are those of a weight, which is held.
    try window.check(mostTaps: Int(Int32.max))
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
    let now = (data.channelCount, results.channelCount)
    if let channels, channels != now {
      throw ConvolutionError.otherChannels(
        inputs: now.0, outputs: now.1, before: channels.inputs, and: channels.outputs)
    }
    channels = now
    switch ComputeType.joining(wide.header.elementType, narrow.header.elementType) {
    case .float32: try add(window, data, results, wide, narrow, Float.self)
    case .float64: try add(window, data, results, wide, narrow, Double.self)
    }
  }

  private func matrices(inputs: Int, outputs: Int) -> WeightGradientMatrices {
    if isPerChannel, inputs > 1 {
      let regime: WeightGradientRegime =
        method == .direct
        ? .choose(
          kernel: kernel, sharedBy: inputs, stride: options.stride.last!,
          dilation: options.dilation.last!) : .tiles
      return WeightGradientMatrices(
        kernel: kernel, groups: 1, inputs: 1, outputs: 1, regime: regime,
        tapPitch: regime == .sharedFilterLanes ? inputs : 1)
    }
    let (i, o) = (inputs / options.groups, outputs / options.groups)
    let regime: WeightGradientRegime =
      switch method {
      case .direct:
        .choose(
          kernel: kernel, groups: options.groups, groupInputs: i, groupOutputs: o,
          stride: options.stride.last!, dilation: options.dilation.last!)
      case .im2col: .tiles
      case .matrix: .elements
      }
    return WeightGradientMatrices(
      kernel: kernel, groups: options.groups, inputs: i, outputs: o, regime: regime)
  }

  private func add<Scalar: ComputeScalar>(
    _ window: Window, _ data: DataShape, _ results: DataShape, _ wide: PendingArray,
    _ narrow: PendingArray, _: Scalar.Type
  ) throws {
    let source = ElementSource<Scalar>(wide, shape: data)
    try source.awaitRow(of: data)
    let matrices = matrices(inputs: data.channelCount, outputs: results.channelCount)
    let kernels = matrices.instructionSet(execution.instructionSet, Scalar.self)
      .kernels(Scalar.self)
    if method == .matrix {
      _ = try ToeplitzMatrix.shape(
        rows: window.output.reduce(results.channelCount, *), columns: matrices.size.rows, data)
    }
    let sums: BlockSums<Scalar> = try sums.sums(for: matrices) {
      let size = matrices.size
      return try BlockSums(
        groups: size.matrices, rows: size.rows, columns: size.columns, kernels: kernels)
    }
    let partner = ElementSource<Scalar>(narrow, shape: results)
    func run<Plan: WindowedOperator<Scalar>>(
      _ make: (WeightGradientProblem<Scalar>) -> Plan
    ) throws {
      // A plan adds to the sums that it was made with, and keeps them at their place.
      let key = PlanKey(outputs: results.channelCount, sums: ObjectIdentifier(sums))
      let plan: Plan = try plans.plan(for: data, key, from: source) {
        make(
          WeightGradientProblem(
            layout: try BandLayout(window, channels: data.channelCount),
            outputs: results.channelCount, isPerChannel: isPerChannel, padMode: options.padMode,
            matrices: matrices, sums: sums, kernels: kernels,
            bestKernels: execution.instructionSet.kernels(Scalar.self)))
      }
      try WindowedDriver(operation: plan, imageCount: data.imageCount, threads: execution.threads)
        .run(source: source, partner: partner)
      try partner.finish()
      let rows = plan.layout.rows.output
      sums.endArray(
        positions: data.imageCount * rows * plan.layout.positionsInRow
          * (isPerChannel ? data.channelCount : 1))
    }
    switch method {
    case .direct: try run { WeightGradientPlan($0) }
    case .im2col, .matrix: try run { FormedGradientPlan($0) }
    }
  }

  /// The gradient of what was added since the last time, in the weight's layout. Adding more, or
  /// asking again, may write to its memory.
  ///
  /// - Throws: `MemoryError`; nothing may have been added before.
  public func result() throws -> Tensor? {
    defer { channels = nil }
    guard let (matrices, sums) = sums.take() else { return nil }
    switch sums {
    case .float32(let sums): return try tensor(matrices, sums)
    case .float64(let sums): return try tensor(matrices, sums)
    }
  }

  private func tensor<Scalar: ComputeScalar>(
    _ matrices: WeightGradientMatrices, _ sums: BlockSums<Scalar>
  ) throws -> Tensor {
    let channels = matrices.groups * matrices.outputs
    let axes = isPerChannel ? kernel : kernel + [matrices.inputs, channels]
    let type = options.resultType ?? Scalar.computeType.elementType
    let shape = try Shape(axes)
    let order = options.weightLayout.storedOrder(spatialOnly: isPerChannel)
    // Sums that are the gradient as they lie are not copied.
    if type == Scalar.computeType.elementType, matrices.areInOrder, !options.flip,
      let results = sums.resultsInPlace()
    {
      return try Tensor(elementType: type, shape: shape, storage: results).permuted(order)
    }
    if gradient?.shape != shape || gradient?.elementType != type {
      gradient = try Tensor(elementType: type, shape: shape)
    }
    let gradient = gradient!
    let matrix = matrices.inputs * channels
    let taps = kernel.reduce(1, *)
    gradient.withBytes { bytes in
      matrices.forEachWeightStretch(of: sums) { weight, values in
        // The chain ran over the flipped filter, whose taps are the stored ones in reverse.
        let place = options.flip ? (taps - 1 - weight / matrix) * matrix + weight % matrix : weight
        Conversion.narrow(
          values.baseAddress!, to: bytes.baseAddress! + place * type.byteCount, type,
          count: values.count)
      }
    }
    return try gradient.permuted(order)
  }
}
