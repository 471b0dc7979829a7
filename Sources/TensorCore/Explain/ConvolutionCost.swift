/// What a convolution of one array costs, and what it would cost in other forms.
public struct ConvolutionCost: Equatable, Sendable {
  /// The weight's letters and shape, such as `HWIO 3×3×3×64`.
  public var weight: String
  public var groups: Int
  /// Multiply-adds of one result.
  public var taps: Int
  /// Of the whole array.
  public var multiplyAdds: Count
  /// Weights and biases.
  public var parameters: Count
  /// Those of a layer that joins every element of an image with every one of its result, with a
  /// bias where the convolution has one.
  public var denseParameters: Count
  /// All patch matrices of the array.
  public var im2col: MatrixSize
  /// The matrix for one image.
  public var toeplitz: MatrixSize

  /// A matrix in the compute type.
  public struct MatrixSize: Equatable, Sendable {
    public var rows: Count
    public var columns: Count
    public var bytes: Count
  }

  init(
    _ filters: Filters, groups: Int, hasBias: Bool, _ data: DataShape, _ window: Window,
    _ type: ComputeType
  ) {
    weight = filters.description
    self.groups = groups
    let perChannel = filters.isPerChannel
    let outputs = perChannel ? data.channelCount : filters.outputs
    let size = type.elementType.byteCount
    let (inputs, images) = (filters.inputs, data.imageCount)
    let positions = window.output.reduce(1, *)
    let cells = window.axes.reduce(1) { $0 * $1.input }
    taps = window.tapCount * inputs
    let biases = hasBias ? outputs : 0
    multiplyAdds = Count(product: images, positions, outputs, taps)
    parameters = Count(filters.weight.count + biases)
    let dense = Count(product: cells, data.channelCount, positions, outputs)
    denseParameters = dense &+ (hasBias ? Count(product: positions, outputs) : 0)
    let columns = Count(product: window.tapCount, data.channelCount)
    im2col = MatrixSize(
      rows: Count(product: images, positions), columns: columns,
      bytes: Count(product: images, positions, window.tapCount, data.channelCount, size))
    toeplitz = MatrixSize(
      rows: Count(product: positions, outputs),
      columns: Count(product: cells, data.channelCount),
      bytes: Count(product: cells, data.channelCount, positions, outputs, size))
  }
}
