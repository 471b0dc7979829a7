import TensorCore

/// Where drawn images go.
public protocol ImageOutput: AnyObject {
  /// Starts an image.
  func begin(_ header: ImageHeader) throws -> any ImageEncoder
  /// The image is whole.
  func end() throws
}

/// Draws arrays as images: one to four channels as they are, other numbers of them as a grid of
/// maps. Each image of a batch is an image of its own.
///
/// Rows stream where neither a grid, nor a range taken from the elements, nor a layout with
/// channels before space demands the whole image.
public struct Drawing: Sendable {
  public let options: DrawingOptions

  public init(_ options: DrawingOptions) { self.options = options }

  /// Draws the array that `reader` delivers next.
  ///
  /// - Parameters:
  ///   - array: its number, for messages.
  ///   - note: gets what was chosen, a line for the array.
  /// - Returns: how many elements were NaN.
  /// - Throws: `DrawingError`, `LayoutError`, `StreamError`, and what the output throws.
  public func apply(
    _ header: NPYHeader, from reader: TensorReader, array: Int, to output: any ImageOutput,
    note: (String) -> Void
  ) throws -> Int {
    let shape = try options.layout.describe(header.shape)
    switch header.elementType.computeType {
    case .float32:
      return try draw(Float.self, header.elementType, shape, reader, array, output, note)
    case .float64:
      return try draw(Double.self, header.elementType, shape, reader, array, output, note)
    }
  }

  private func draw<Scalar: ComputeScalar>(
    _: Scalar.Type, _ type: ElementType, _ shape: DataShape, _ reader: TensorReader,
    _ array: Int, _ output: any ImageOutput, _ note: (String) -> Void
  ) throws -> Int {
    let height = shape.spatial[0]
    let width = shape.spatial[1]
    guard height > 0, width > 0, shape.channelCount > 0 else {
      throw DrawingError.noPixels(array: array, shape)
    }
    let plan = try DrawingPlan(options, type, shape, array: array)
    let source = ElementSource<Scalar>(reader, shape: shape)
    var artist = Artist<Scalar>(plan, source: source)
    for _ in 0..<shape.imageCount { try artist.drawImage(to: output, note: note) }
    try source.finish()
    return artist.nanCount
  }
}

/// What is drawn for one array, decided before its elements are read.
struct DrawingPlan {
  let array: Int
  let width: Int
  let height: Int
  let channels: Int
  let enlargement: Int
  /// The range, where it does not depend on the elements.
  let range: (low: Double, high: Double)?
  /// How the range is found in the elements otherwise.
  let rangeMode: DrawingOptions.Range
  let rangePerMap: Bool
  let grid: FeatureGrid?
  let colormap: Colormap?
  let image: ImageHeader

  init(
    _ options: DrawingOptions, _ type: ElementType, _ shape: DataShape, array: Int
  ) throws(DrawingError) {
    self.array = array
    (height, width) = (shape.spatial[0], shape.spatial[1])
    channels = shape.channelCount
    enlargement = options.enlargement
    rangeMode = options.range
    rangePerMap = options.rangePerMap
    range = try Self.range(options.range, type, array)
    let colors = options.effectiveColormap
    let isGrid = options.grid != nil || channels > 4 || (channels > 1 && colors != nil)
    colormap = isGrid || channels == 1 ? colors : nil
    let (cellWidth, cellHeight) = (
      width.multipliedReportingOverflow(by: enlargement),
      height.multipliedReportingOverflow(by: enlargement)
    )
    let limit = DrawingError.longestSide
    guard !cellWidth.overflow, !cellHeight.overflow else {
      throw .tooLarge(array: array, width: width, height: height)
    }
    grid =
      isGrid
      ? FeatureGrid(
        maps: channels, size: options.grid, cellWidth: cellWidth.partialValue,
        cellHeight: cellHeight.partialValue, gap: options.gap) : nil
    if let grid, grid.columns * grid.rows < channels {
      throw .gridTooSmall(
        array: array, columns: grid.columns, rows: grid.rows, maps: channels)
    }
    let imageWidth = grid == nil ? cellWidth.partialValue : grid?.width ?? .max
    let imageHeight = grid == nil ? cellHeight.partialValue : grid?.height ?? .max
    guard imageWidth <= limit, imageHeight <= limit else {
      throw .tooLarge(array: array, width: imageWidth, height: imageHeight)
    }
    let painted = colormap != nil ? 3 : isGrid ? 1 : channels
    image = ImageHeader(
      width: imageWidth, height: imageHeight, channels: painted,
      maximum: (options.bits ?? (type == .uint16 ? 16 : 8)) == 16 ? 65535 : 255,
      hasAlpha: painted == 2 || painted == 4)
  }

  private static func range(
    _ mode: DrawingOptions.Range, _ type: ElementType, _ array: Int
  ) throws(DrawingError) -> (low: Double, high: Double)? {
    switch mode {
    case .stated(let low, let high): return (low, high)
    case .minmax, .symmetric: return nil
    case .ofType:
      switch type {
      case .uint8: return (0, 255)
      case .uint16: return (0, 65535)
      case .bool, .float16, .float32, .float64: return (0, 1)
      default: throw .noRange(array: array, type)
      }
    }
  }

  /// Whether rows can be drawn as they arrive.
  var streams: Bool { range != nil && grid == nil }
}
