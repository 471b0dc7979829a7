import KernelInterface

/// The rows of the matrix Ŵ with z = Ŵ·x, element by element: which element of an image each tap
/// of an output position meets.
struct ToeplitzRows<Scalar: ComputeScalar>: Sendable {
  let window: Window
  let channels: Int
  var outputs: Int { filter.outputs }
  private let filter: FilterBank<Scalar>
  private let isMean: Bool
  /// For each axis, the element that each padded one copies; nil for padding that is no copy.
  private let sources: [[Int?]]

  init(
    _ window: Window, filter: FilterBank<Scalar>, padMode: PadMode
  ) {
    self.window = window
    self.filter = filter
    channels = filter.groups * filter.inputs
    isMean = padMode == .mean
    sources = window.axes.map { axis in
      (-axis.before..<(axis.padded - axis.before)).map {
        padMode.source(of: $0, input: axis.input)
      }
    }
  }

  /// Calls `body` for each tap and input channel of one result, in the order of the chain.
  ///
  /// - Parameters:
  ///   - position: along each axis.
  ///   - body: gets the number of the image's element over its spatial axes, row-major; nil for
  ///     padding that is no copy. And the channel and the weight.
  func forEachTap(
    of output: Int, at position: [Int], _ body: (_ cell: Int?, _ channel: Int, Scalar) -> Void
  ) {
    let group = output / filter.groupOutputs
    var tap = [Int](repeating: 0, count: window.axes.count)
    for index in 0..<filter.matrices.taps {
      var cell: Int? = 0
      for (axis, along) in window.axes.enumerated() {
        let padded = position[axis] * along.stride + tap[axis] * along.dilation
        cell = cell.flatMap { outer in
          sources[axis][padded].map { outer * along.input + $0 }
        }
      }
      for input in 0..<filter.inputs {
        body(
          cell, group * filter.inputs + input,
          filter.weight(tap: index, input: input, output: output))
      }
      for axis in tap.indices.reversed() {
        tap[axis] += 1
        if tap[axis] < window.axes[axis].kernel { break }
        tap[axis] = 0
      }
    }
  }

  /// Adds the weights of one result onto its row of Ŵ, from +0 in the order of the chain.
  ///
  /// Under `mean`, the weights on padding of a channel are added up, divided by the number of the
  /// image's elements, and added to each of them.
  ///
  /// - Parameter column: number of an element of the image, given its cell and channel.
  func fill(
    _ row: UnsafeMutablePointer<Scalar>, step: Int = 1, of output: Int, at position: [Int],
    column: (_ cell: Int, _ channel: Int) -> Int
  ) {
    var onPadding = [Scalar](repeating: 0, count: isMean ? channels : 0)
    forEachTap(of: output, at: position) { cell, channel, weight in
      if let cell {
        row[column(cell, channel) * step] += weight
      } else if isMean {
        onPadding[channel] += weight
      }
    }
    let cells = window.axes.reduce(1) { $0 * $1.input }
    for (channel, sum) in onPadding.enumerated() where sum != 0 {
      for cell in 0..<cells { row[column(cell, channel) * step] += sum / Scalar(cells) }
    }
  }

  /// The rows that convolutions multiply with: of zero padding, no more than are allowed.
  ///
  /// - Parameters:
  ///   - image: what the window slides over.
  ///   - outputs: channels of the result.
  /// - Throws: `ToeplitzError`, `ShapeError`.
  init(
    _ window: Window, image: DataShape, outputs: Int, filters: Filters,
    options: ConvolutionOptions
  ) throws {
    guard options.padMode == .zero else { throw ToeplitzError.notZeroPadding(options.padMode) }
    try ToeplitzMatrix.check(window, image, outputs: outputs)
    self.init(
      window,
      filter: filters.bank(groups: options.groups, channels: image.channelCount),
      padMode: .zero)
  }

  /// The product of whole images with the matrix, or of whole results with its transpose.
  ///
  /// - Parameters: as of `packed`.
  func plan(
    turned: Bool, bias: Tensor?, kernels: KernelTable<Scalar>
  ) throws -> ProductPlan<Scalar> {
    let bias: [Scalar]? = try ConvolutionBias.elements(bias, channels: turned ? outputs : channels)
    return try ProductPlan(packed(turned: turned, bias: bias, kernels: kernels), rows: 1)
  }

  /// The matrix for one image in the order space, channels, to be multiplied from the left: with
  /// an image if it is turned round, which gives a result; as it is, with a result, which is
  /// multiplication by Ŵᵀ.
  ///
  /// - Parameter bias: one value a channel of the product.
  private func packed(
    turned: Bool, bias: [Scalar]?, kernels: KernelTable<Scalar>
  ) throws(MemoryError) -> PackedMatrix<Scalar> {
    let positions = window.output.reduce(1, *)
    let cells = window.axes.reduce(1) { $0 * $1.input }
    let (inputs, results) = (cells * channels, positions * outputs)
    let (rowPitch, columnPitch) = turned ? (1, results) : (inputs, 1)
    var elements = [Scalar](repeating: 0, count: inputs * results)
    elements.withUnsafeMutableBufferPointer {
      var position = [Int](repeating: 0, count: window.axes.count)
      for index in 0..<positions {
        for output in 0..<outputs {
          fill(
            $0.baseAddress! + (index * outputs + output) * rowPitch, step: columnPitch,
            of: output, at: position
          ) { cell, channel in cell * channels + channel }
        }
        for axis in position.indices.reversed() {
          position[axis] += 1
          if position[axis] < window.axes[axis].output { break }
          position[axis] = 0
        }
      }
    }
    let columns = turned ? results : inputs
    return try PackedMatrix(
      elements, rows: turned ? inputs : results, columns: columns,
      start: bias.map { bias in (0..<columns).map { bias[$0 % bias.count] } }, kernels: kernels)
  }
}
