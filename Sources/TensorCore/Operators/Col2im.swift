/// The adjoint of `Im2col`: every element of a patch matrix is added onto the element of the
/// image that it is a copy of.
///
///     x[n, h, w, c] = Σ over (o_h, o_w) and taps with
///       (o_h·stride + kh·dilation − before, o_w·stride + kw·dilation − before) = (h, w) of
///       X[n, (o_h, o_w), (kh, kw, c)]
///
/// Arithmetic, in the compute type: plain additions from +0 in the row-major order of the output
/// positions, each of which adds at most one element to a padded cell. What falls on padding of a
/// constant is dropped; under the other modes the padded array's cells are then added as
/// `PaddingFold` says. See `docs/numerics.md`.
///
/// Holds as many rows of one padded image as a window is high.
public struct Col2im: Sendable {
  public let options: ConvolutionOptions
  /// One an axis, or one for all.
  public let kernel: [Int]

  public init(_ options: ConvolutionOptions, kernel: [Int]) {
    self.options = options
    self.kernel = kernel
  }

  /// Shape of the result for matrices of a shape.
  ///
  /// - Parameters:
  ///   - matrices: N×P×T or P×T.
  ///   - input: shape of the image, which may leave out a batch that the matrices have.
  /// - Throws: `LayoutError`, `GeometryError`, `PatchError` if they do not go together.
  public func resultShape(_ matrices: Shape, input: Shape) throws -> DataShape {
    try PatchGeometry(options, kernel: kernel, matrices: matrices, input: input).data
  }

  /// Adds up the matrices and writes the result.
  ///
  /// - Throws: what does not fit as `resultShape`, and `StreamError`.
  public func apply(
    _ matrices: PendingArray, input: Shape, to writer: TensorWriter
  ) throws {
    let geometry = try PatchGeometry(
      options, kernel: kernel, matrices: matrices.header.shape, input: input)
    switch matrices.header.elementType.computeType {
    case .float32: try apply(geometry, matrices, writer, Float.self)
    case .float64: try apply(geometry, matrices, writer, Double.self)
    }
  }

  private func apply<Scalar: ComputeScalar>(
    _ geometry: PatchGeometry, _ matrices: PendingArray, _ writer: TensorWriter, _: Scalar.Type
  ) throws {
    let (data, window) = (geometry.data, geometry.window)
    let sums = try PatchSums<Scalar>(options, window, channels: data.channelCount)
    let source = ElementSource<Scalar>(streaming: matrices)
    let sink = try ElementSink<Scalar>(
      writer, shape: data, type: options.resultType ?? Scalar.computeType.elementType)
    if !options.padMode.isConstant {
      let adjoint = try AdjointWindow(
        results: window.output, kernel: kernel, stride: options.stride,
        dilation: options.dilation, padding: options.padding, mode: options.padMode,
        size: .spatial(data.spatial))
      let fold = PaddingFold(
        adjoint, mode: options.padMode, channels: data.channelCount, sink: sink)
      try sums.run(imageCount: data.imageCount, source: source, partner: fold)
    } else {
      let crop = PaddingCrop(window, channels: data.channelCount, sink: sink)
      try sums.run(imageCount: data.imageCount, source: source, partner: crop)
    }
    try source.finish()
  }
}
