import TensorCore

/// Turns images into arrays of height × width × channels, a band of rows at a time.
public struct ImageToTensor: Sendable {
  private let scale: SampleScale

  /// Bytes of samples that a band aims at: what stays in a cache while it is converted.
  private static let bandBytes = 1 << 17

  public init(scale: SampleScale) { self.scale = scale }

  /// Reads `image` from its first row to its last and writes it as one array.
  ///
  /// - Throws: `SampleError` if the samples do not fit, `ImageError` for damaged data,
  ///   `StreamError`.
  public func apply(_ image: any ImageDecoder, to writer: TensorWriter) throws {
    let header = image.header
    let table = try scale.table(maximum: header.maximum)
    let rowElements = header.width * header.channels
    let bandRows = max(1, min(header.height, Self.bandBytes / header.rowBytes))
    let samples = try Storage(byteCount: bandRows * header.rowBytes)
    let elements = try Storage(
      byteCount: bandRows * rowElements * scale.elementType.byteCount)
    var isStarted = false
    for first in stride(from: 0, to: header.height, by: bandRows) {
      let rows = min(bandRows, header.height - first)
      try samples.withBytes { samples in
        try image.read(rows: rows, into: samples)
        // An image without a first row leaves no trace of an array.
        if !isStarted {
          let shape = try Shape([header.height, header.width, header.channels])
          try writer.begin(scale.elementType, shape)
          isStarted = true
        }
        try elements.withBytes { elements in
          let count = rows * rowElements
          table.convert(
            UnsafeRawBufferPointer(rebasing: samples[..<(count * header.sampleBytes)]),
            to: elements)
          try writer.write(
            UnsafeRawBufferPointer(
              rebasing: elements[..<(count * scale.elementType.byteCount)]))
        }
      }
    }
  }
}
