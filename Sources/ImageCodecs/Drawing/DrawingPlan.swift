import TensorCore

/// What is drawn for one array, decided before its elements are read.
struct DrawingPlan {
  let array: Int
  let width: Int
  let height: Int
  let channels: Int
  /// Images that are made of the array, and images of the array that each is made of.
  let images: Int
  let imagesInOne: Int
  let enlargement: Int
  /// The range, where it does not depend on the elements.
  let range: (low: Double, high: Double)?
  /// How the range is found in the elements otherwise.
  let rangeMode: DrawingOptions.Range
  let rangePerMap: Bool
  let grid: FeatureGrid?
  /// Channels of a cell, or of the image without a grid.
  let cellChannels: Int
  let palette: Palette
  /// What is written.
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
    let isMontage = shape.batch != nil && (options.isWeights || options.grid != nil)
    imagesInOne = isMontage ? shape.imageCount : 1
    images = isMontage ? (shape.imageCount > 0 ? 1 : 0) : shape.imageCount
    let colors = options.effectiveColormap
    cellChannels = Self.cellChannels(options, shape, isMontage: isMontage)
    let maximum = (options.bits ?? (type == .uint16 ? 16 : 8)) == 16 ? 65535 : 255
    palette = Palette(
      channels: cellChannels, colormap: cellChannels == 1 ? colors : nil,
      nanColor: options.nanColor, isLinear: options.isLinear, maximum: maximum)
    let maps = imagesInOne * (channels / cellChannels)
    let isGrid = maps > 1 || maps == 1 && (isMontage || options.grid != nil)
    let (cellWidth, overflow) = width.multipliedReportingOverflow(by: enlargement)
    let (cellHeight, overflow2) = height.multipliedReportingOverflow(by: enlargement)
    guard !overflow, !overflow2 else {
      throw .tooLarge(array: array, width: width, height: height)
    }
    if isGrid {
      // A row of the grid for each image that takes several cells.
      let columns = imagesInOne > 1 && cellChannels < channels ? channels : nil
      let grid = FeatureGrid(
        maps: maps, size: options.grid, columns: columns, cellWidth: cellWidth,
        cellHeight: cellHeight, gap: options.gap)
      guard grid.columns.multipliedReportingOverflow(by: grid.rows).partialValue >= maps else {
        throw .gridTooSmall(array: array, columns: grid.columns, rows: grid.rows, maps: maps)
      }
      self.grid = grid
    } else {
      grid = nil
    }
    let (imageWidth, imageHeight) =
      grid.map { ($0.width ?? .max, $0.height ?? .max) } ?? (cellWidth, cellHeight)
    guard imageWidth <= DrawingError.longestSide, imageHeight <= DrawingError.longestSide else {
      throw .tooLarge(array: array, width: imageWidth, height: imageHeight)
    }
    image = ImageHeader(
      width: imageWidth, height: imageHeight, channels: palette.paintedChannels,
      maximum: maximum, hasAlpha: palette.paintedChannels % 2 == 0)
  }

  /// One where channels are drawn by themselves, else all of them.
  private static func cellChannels(
    _ options: DrawingOptions, _ shape: DataShape, isMontage: Bool
  ) -> Int {
    let channels = shape.channelCount
    if options.effectiveColormap != nil { return 1 }
    if options.isWeights { return channels == 3 ? 3 : 1 }
    let splits = channels > 4 || (options.grid != nil && !isMontage)
    return splits ? 1 : channels
  }

  private static func range(
    _ mode: DrawingOptions.Range, _ type: ElementType, _ array: Int
  ) throws(DrawingError) -> (low: Double, high: Double)? {
    switch mode {
    case .stated(let low, let high): return (low, high)
    case .minmax, .symmetric, .percentile: return nil
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

  /// Elements of one row, and of what is held for one image that is made.
  var rowLength: Int { width * channels }
  var heldShape: [Int] { [imagesInOne, height, width, channels] }

  /// Where a cell's elements lie in what is held: the first, and the step from one pixel to the
  /// next; its pixels follow each other for the whole of an image.
  func cell(_ map: Int) -> (first: Int, step: Int) {
    let cells = channels / cellChannels
    let (image, channel) = map.quotientAndRemainder(dividingBy: cells)
    return (image * height * rowLength + channel * cellChannels, channels)
  }

  /// What was chosen, in words.
  func note(_ ranges: [(low: Double, high: Double)]) -> String {
    let kinds = ["grey", "grey and opacity", "RGB", "RGBA"]
    let bits = image.maximum == 255 ? 8 : 16
    let shown =
      ranges.count == 1 ? "range \(ranges[0].low):\(ranges[0].high)" : "a range for each cell"
    let cells = grid.map { ", \($0.maps) cells in a grid of \($0.columns)x\($0.rows)" } ?? ""
    return
      "array \(array): \(image.width)x\(image.height) \(kinds[image.channels - 1]), \(bits) bits, \(shown)\(cells)"
  }
}
