import TensorCore

/// Turns images into elements in the order H, W, C, a band of rows at a time.
///
/// Where every element depends on one sample alone, it is looked up; else pixels are computed
/// in float64 and rounded once.
public struct ImageConversion: Sendable {
  public let options: ConversionOptions

  /// Bytes of samples that a band aims at: what stays in a cache while it is converted.
  private static let bandBytes = 1 << 17

  /// Told how many rows have been read, if somebody looks.
  private let progress: StreamProgress?

  public init(_ options: ConversionOptions, progress: StreamProgress? = nil) {
    self.options = options
    self.progress = progress
  }

  /// Reads `image` from its first row to its last and writes it as one array. Of an image whose
  /// first rows cannot be read, nothing is written.
  ///
  /// - Throws: `ConversionError` if it cannot become what was asked, `ImageError` for damaged
  ///   data, `StreamError`.
  public func apply(_ image: any ImageDecoder, to writer: TensorWriter) throws {
    var sink: LayoutWriter?
    let shape = try shape(of: image.header)
    try convert(image) { elements in
      if sink == nil { sink = try LayoutWriter(writer, options.scale.elementType, shape) }
      try sink!.write(elements)
    }
    if sink == nil { _ = try LayoutWriter(writer, options.scale.elementType, shape) }
  }

  /// The shape that an image becomes.
  ///
  /// - Throws: `ConversionError.colorChannels`, `ConversionError.noPixels`.
  func shape(of header: ImageHeader) throws(ConversionError) -> DataShape {
    // An array of the new size would be promised elements that nothing can give.
    guard options.size == nil || (header.width > 0 && header.height > 0) else {
      throw .noPixels(width: header.width, height: header.height)
    }
    let size = options.size ?? ImageSize(width: header.width, height: header.height)
    let channels =
      PixelTransform.isNeeded(header, options)
      ? try PixelTransform(header, options).channels : header.channels
    return DataShape(
      layout: options.layout, batch: header.batch, spatial: [size.height, size.width],
      channels: channels)
  }

  /// Calls `body` with the elements, row by row in the order H, W, C.
  func convert(
    _ image: any ImageDecoder, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let header = image.header
    let stored = ImageSize(width: header.width, height: header.height)
    let resizes = (options.size ?? stored) != stored
    // Without pixels there are no rows to read.
    guard header.rowBytes > 0, header.rowCount > 0 else {
      _ = try options.scale.steps(channels: header.channels, maximum: header.maximum)
      return
    }
    if resizes || PixelTransform.isNeeded(header, options) {
      try convertPixels(image, resizes: resizes, body)
    } else {
      try lookUp(image, body)
    }
  }

  private func forEachBand(
    _ image: any ImageDecoder, _ body: (UnsafeRawBufferPointer, _ rows: Int) throws -> Void
  ) throws {
    let header = image.header
    let bandRows = max(1, min(header.rowCount, Self.bandBytes / header.rowBytes))
    let samples = try Storage(byteCount: bandRows * header.rowBytes)
    progress?.begin(rows: header.rowCount)
    for first in stride(from: 0, to: header.rowCount, by: bandRows) {
      let rows = min(bandRows, header.rowCount - first)
      try samples.withBytes { samples in
        try image.read(rows: rows, into: samples)
        progress?.set(rows: first + rows)
        try body(UnsafeRawBufferPointer(rebasing: samples[..<(rows * header.rowBytes)]), rows)
      }
    }
  }

  private func lookUp(
    _ image: any ImageDecoder, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let header = image.header
    let table = try elementTable(header)
    let size = options.scale.elementType.byteCount
    var elements = try Storage(byteCount: 1)
    try forEachBand(image) { samples, _ in
      let count = samples.count / header.sampleBytes * size
      if elements.byteCount < count { elements = try Storage(byteCount: count) }
      try elements.withBytes { elements in
        table.convert(samples, to: elements)
        try body(UnsafeRawBufferPointer(rebasing: elements[..<count]))
      }
    }
  }

  /// The element of every sample of an image.
  func elementTable(_ header: ImageHeader) throws(ConversionError) -> SampleTable {
    let steps = try options.scale.steps(channels: header.channels, maximum: header.maximum)
    let maximum = Double(header.maximum)
    let curve = options.isLinear ? ColorSpace.curve(header.colorSpace) : nil
    let values = curve.map { PixelTransform.values(header, $0) }
    let isPlain = options.scale.means.isEmpty && options.scale.deviations.isEmpty
    // Channels that are alike share a table.
    let channels = isPlain && values == nil ? 1 : header.channels
    let tables = (0..<channels).map { channel in
      (0...header.maximum).map { sample in
        if let values { return steps[channel].apply(values[channel][sample]) }
        return steps[channel].apply(Double(sample), over: maximum)
      }
    }
    return SampleTable(tables, options.scale.elementType)
  }

  private func convertPixels(
    _ image: any ImageDecoder, resizes: Bool, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let header = image.header
    var transform = try PixelTransform(header, options)
    let channels = transform.channels
    var output = ValueOutput(
      steps: try options.scale.steps(channels: channels, maximum: header.maximum),
      elementType: options.scale.elementType)
    let size = options.size ?? ImageSize(width: header.width, height: header.height)
    func makeResampler() -> Resampler {
      Resampler(
        width: header.width, height: header.height, channels: channels, to: size,
        filter: options.filter)
    }
    var resampler = resizes ? makeResampler() : nil
    var values = [Double](repeating: 0, count: header.width * channels)
    var rowsTaken = 0
    try forEachBand(image) { samples, rows in
      for row in 0..<rows {
        let sampleRow = UnsafeRawBufferPointer(
          rebasing: samples[(row * header.rowBytes)...].prefix(header.rowBytes))
        try values.withUnsafeMutableBufferPointer { values in
          let values = values.baseAddress!
          transform.apply(sampleRow, count: header.width, to: values)
          guard resizes else {
            try output.write(values, pixels: header.width, body)
            return
          }
          // Each image of a batch by itself.
          if rowsTaken == header.height { (resampler, rowsTaken) = (makeResampler(), 0) }
          rowsTaken += 1
          if transform.hasAlpha { multiplyByOpacity(values, header.width, channels) }
          try resampler!.take(values) { row in
            try output.write(
              row, pixels: size.width, dividingByOpacity: transform.hasAlpha, body)
          }
        }
      }
    }
  }

  /// Transparent pixels have no say in the color of their neighbours.
  private func multiplyByOpacity(
    _ values: UnsafeMutablePointer<Double>, _ pixels: Int, _ channels: Int
  ) {
    for pixel in 0..<pixels {
      let pixel = values + pixel * channels
      for channel in 0..<(channels - 1) { pixel[channel] *= pixel[channels - 1] }
    }
  }
}
