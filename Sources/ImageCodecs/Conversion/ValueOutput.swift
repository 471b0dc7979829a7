import TensorCore

/// Scales rows of values and rounds them to elements.
struct ValueOutput {
  private let steps: [ElementScale.Step]
  private let elementType: ElementType
  private var scaled: [Double] = []
  private var elements: [UInt8] = []

  init(steps: [ElementScale.Step], elementType: ElementType) {
    self.steps = steps
    self.elementType = elementType
  }

  /// - Parameter dividingByOpacity: whether colors have been multiplied with the last channel.
  mutating func write(
    _ values: UnsafePointer<Double>, pixels: Int, dividingByOpacity: Bool = false,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let channels = steps.count
    let count = pixels * channels
    if scaled.count < count {
      scaled = [Double](repeating: 0, count: count)
      elements = [UInt8](repeating: 0, count: count * elementType.byteCount)
    }
    for pixel in 0..<pixels {
      let first = pixel * channels
      let opacity = dividingByOpacity ? values[first + channels - 1] : 1
      for channel in 0..<channels {
        var value = values[first + channel]
        if dividingByOpacity, channel < channels - 1, opacity > 0 { value /= opacity }
        scaled[first + channel] = steps[channel].apply(value)
      }
    }
    try elements.withUnsafeMutableBytes { elements in
      scaled.withUnsafeBufferPointer {
        Conversion.narrow(
          $0.baseAddress!, to: elements.baseAddress!, elementType, count: count)
      }
      try body(UnsafeRawBufferPointer(rebasing: elements[..<(count * elementType.byteCount)]))
    }
  }
}
