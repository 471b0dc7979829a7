import TensorCore

/// Turns images into elements in the order H, W, C, a band of rows at a time.
///
/// Where every element depends on one sample alone, it is looked up; else pixels are computed
/// in float64 and rounded once.
public struct ImageConversion: Sendable {
  public let options: ConversionOptions

  /// Bytes of samples that a band aims at: what stays in a cache while it is converted.
  private static let bandBytes = 1 << 17
  /// Entries that all tables may have together: sixteen kinds of channels of 16 bits.
  private static let tableEntries = 1 << 20

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
      ? try PixelTransform.channels(header, options) : header.channels
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
    } else if let table = try elementTable(header) {
      try lookUp(image, table, body)
    } else {
      // Samples are divided by the largest one when they are scaled, as in the tables: the same bits.
      let top = options.isLinear ? 1 : header.maximum
      try convertPixels(image, resizes: false, top: top, body)
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
    _ image: any ImageDecoder, _ table: SampleTable,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let header = image.header
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

  /// What the elements of a channel depend on.
  private struct ChannelKind: Hashable {
    let step: ElementScale.Step
    let isLight: Bool
  }

  /// The element of every sample of an image, in a table for each kind of channel; nil for so many
  /// kinds that their tables would take more than some megabytes.
  private func elementTable(_ header: ImageHeader) throws(ConversionError) -> SampleTable? {
    let steps = try options.scale.steps(channels: header.channels, maximum: header.maximum)
    var kinds: [ChannelKind] = []
    var numbers: [ChannelKind: Int] = [:]
    let order = steps.enumerated().map { channel, step in
      let kind = ChannelKind(
        step: step, isLight: options.isLinear && channel < header.colorChannels)
      if let number = numbers[kind] { return number }
      numbers[kind] = kinds.count
      kinds.append(kind)
      return kinds.count - 1
    }
    guard kinds.count * (header.maximum + 1) <= Self.tableEntries else { return nil }
    let maximum = Double(header.maximum)
    let light =
      options.isLinear ? PixelTransform.values(header, ColorSpace.curve(header.colorSpace)) : []
    let tables = kinds.map { kind in
      (0...header.maximum).map { sample in
        kind.isLight
          ? kind.step.apply(light[sample])
          : options.isLinear
            ? kind.step.apply(Double(sample) / maximum)
            : kind.step.apply(Double(sample), over: maximum)
      }
    }
    return SampleTable(tables, order: order, options.scale.elementType)
  }

  /// - Parameter top: what full intensity is while pixels are computed, as in `PixelTransform`.
  private func convertPixels(
    _ image: any ImageDecoder, resizes: Bool, top: Int = 1,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let header = image.header
    let transform = try PixelTransform(header, options, top: top)
    let channels = transform.channels
    let size = options.size ?? ImageSize(width: header.width, height: header.height)
    let output = try ValueOutput(
      steps: try options.scale.steps(channels: channels, maximum: header.maximum),
      elementType: options.scale.elementType, pixels: size.width, top: top)
    var resampler =
      resizes
      ? try Resampler(
        width: header.width, height: header.height, channels: channels, to: size,
        filter: options.filter) : nil
    let values = try Storage(lengths: header.width, channels, stride: 8)
    try forEachBand(image) { samples, rows in
      for row in 0..<rows {
        let sampleRow = UnsafeRawBufferPointer(
          rebasing: samples[(row * header.rowBytes)...].prefix(header.rowBytes))
        try values.withBytes { values in
          let values = values.assumingMemoryBound(to: Double.self).baseAddress!
          transform.apply(sampleRow, count: header.width, to: values)
          guard resizes else {
            try output.write(values, pixels: header.width, body)
            return
          }
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
