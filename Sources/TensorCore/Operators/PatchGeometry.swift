/// What an image and its patch matrix have to do with each other.
struct PatchGeometry: Sendable {
  /// The image.
  let data: DataShape
  let window: Window
  /// Columns of the matrix: taps · channels.
  let columns: Int
  /// N×P×T, or P×T without a batch.
  let matrixShape: Shape

  /// - Parameter input: shape of the image.
  /// - Throws: `LayoutError`, `GeometryError`, `PatchError.groups`, `ShapeError`.
  init(_ options: ConvolutionOptions, kernel: [Int], input: Shape) throws {
    data = try options.layout.describe(input)
    guard data.channelCount % options.groups == 0 else {
      throw PatchError.groups(options.groups, data: data)
    }
    window = try options.window(data.spatial, kernel: kernel)
    columns = try PatchColumns.count(window, channels: data.channelCount)
    matrixShape = try Self.matrices(
      batch: data.batch, positions: try Shape(window.output).count, columns: columns)
  }

  /// The input that patch matrices come from.
  ///
  /// - Parameters:
  ///   - matrices: shape of the matrices: N×P×T or P×T.
  ///   - input: shape of the input, which may leave out a batch that the matrices have.
  /// - Throws: as the other, and `PatchError.matrix` if the shapes do not go together.
  init(_ options: ConvolutionOptions, kernel: [Int], matrices: Shape, input: Shape) throws {
    let one = try PatchGeometry(options, kernel: kernel, input: input)
    var data = one.data
    if data.batch == nil, matrices.rank == 3 { data.batch = matrices[0] }
    (self.data, window, columns) = (data, one.window, one.columns)
    matrixShape = try Self.matrices(
      batch: data.batch, positions: one.window.output.reduce(1, *), columns: columns)
    guard matrixShape == matrices else {
      throw PatchError.matrix(matrices, expected: matrixShape, input: data)
    }
  }

  private static func matrices(batch: Int?, positions: Int, columns: Int) throws -> Shape {
    let shape = try Shape((batch.map { [$0] } ?? []) + [positions, columns])
    guard shape.count < 1 << 56 else { throw ShapeError.tooLarge(shape.axes) }
    return shape
  }
}

/// What does not fit between images and patch matrices.
public enum PatchError: Failure, Equatable {
  case groups(Int, data: DataShape)
  case matrix(Shape, expected: Shape, input: DataShape)
  case columns(kernel: [Int], channels: Int, limit: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .groups(let groups, let data):
      "\(groups) groups do not divide the \(data.channelCount) channels of the data (\(data))"
    case .matrix(let found, let expected, let input):
      "a patch matrix of shape \(found) does not go with an input of shape \(input), whose matrix is \(expected)"
    case .columns(let kernel, let channels, let limit):
      "a window of \(Shape.describe(kernel)) over \(channels) channels makes more columns than the limit of \(limit)"
    }
  }
}
