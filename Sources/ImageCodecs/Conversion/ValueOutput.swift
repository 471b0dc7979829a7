import TensorCore

/// Scales rows of values and rounds them to elements.
///
/// Values go from 0 to 1, or to `top`.
struct ValueOutput {
  private let steps: [ElementScale.Step]
  private let elementType: ElementType
  private let top: Double
  private let scaled: Storage
  private let elements: Storage

  /// - Parameter pixels: how many a row has.
  /// - Throws: `MemoryError` if a row is too long.
  init(
    steps: [ElementScale.Step], elementType: ElementType, pixels: Int, top: Int = 1
  ) throws(MemoryError) {
    self.steps = steps
    self.elementType = elementType
    self.top = Double(top)
    scaled = try Storage(lengths: pixels, steps.count, stride: 8)
    elements = try Storage(lengths: pixels, steps.count, stride: elementType.byteCount)
  }

  /// - Parameter dividingByOpacity: whether colors have been multiplied with the last channel.
  func write(
    _ values: UnsafePointer<Double>, pixels: Int, dividingByOpacity: Bool = false,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let channels = steps.count
    let count = pixels * channels
    let scaled = scaled.withBytes { $0.assumingMemoryBound(to: Double.self).baseAddress! }
    for pixel in 0..<pixels {
      let first = pixel * channels
      let opacity = dividingByOpacity ? values[first + channels - 1] : 1
      for channel in 0..<channels {
        var value = values[first + channel]
        if dividingByOpacity, channel < channels - 1, opacity > 0 { value /= opacity }
        scaled[first + channel] = steps[channel].apply(value, over: top)
      }
    }
    try elements.withBytes { elements in
      Conversion.narrow(scaled, to: elements.baseAddress!, elementType, count: count)
      try body(UnsafeRawBufferPointer(rebasing: elements[..<(count * elementType.byteCount)]))
    }
  }
}
