import TensorCore

/// Where drawn images go.
public protocol ImageOutput: AnyObject {
  /// Starts an image.
  func begin(_ header: ImageHeader) throws -> any ImageEncoder
  /// The image is whole.
  func end() throws
}

/// Draws arrays as images: one to four channels as they are, other numbers of them as a grid of
/// maps. Each image of a batch is an image of its own, unless a grid is asked for.
///
/// Rows stream where neither a grid, nor a range taken from the elements, nor a layout with
/// channels before space demands the whole image.
public struct Drawing: Sendable {
  public let options: DrawingOptions

  public init(_ options: DrawingOptions) { self.options = options }

  /// Draws the array.
  ///
  /// - Parameters:
  ///   - number: of the array, for messages.
  ///   - note: gets what was chosen, a line for each image.
  /// - Returns: how many elements were NaN.
  /// - Throws: `DrawingError`, `StreamError`, and what the output throws.
  public func apply(
    _ array: PendingArray, number: Int, to output: any ImageOutput,
    note: (String) -> Void
  ) throws -> Int {
    let type = array.header.elementType
    guard let shape = try? options.layout.describe(array.header.shape) else {
      // The layout's own error would hint at numbers of axes that pictures cannot have.
      throw DrawingError.axes(array: number, array.header.shape, options.layout)
    }
    switch type.computeType {
    case .float32:
      return try draw(Float.self, type, shape, array, number, output, note)
    case .float64:
      return try draw(Double.self, type, shape, array, number, output, note)
    }
  }

  private func draw<Scalar: ComputeScalar>(
    _: Scalar.Type, _ type: ElementType, _ shape: DataShape, _ array: PendingArray,
    _ number: Int, _ output: any ImageOutput, _ note: (String) -> Void
  ) throws -> Int {
    guard shape.spatial.allSatisfy({ $0 > 0 }), shape.channelCount > 0 else {
      throw DrawingError.noPixels(array: number, shape)
    }
    let plan = try DrawingPlan(options, type, shape, array: number)
    let source = ElementSource<Scalar>(array, shape: shape)
    var artist = Artist<Scalar>(plan, source: source)
    for _ in 0..<plan.images { try artist.drawImage(to: output, note: note) }
    try source.finish()
    return artist.nanCount
  }
}
