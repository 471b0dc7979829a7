import TensorCore

/// Turns rows of numbers into rows of samples. NaN gets a colour of its own: magenta where there
/// are colours, else white.
struct Painter<Scalar: ComputeScalar> {
  /// Channels of a pixel before and after.
  let channels: Int
  let paintedChannels: Int
  /// The largest sample: 255 or 65535.
  let maximum: Int
  /// NaNs painted so far.
  private(set) var nanCount = 0

  /// The samples of each index where a colormap is used.
  private let colors: [[Int]]?
  private var indices: [UInt8] = []

  /// - Parameters:
  ///   - channels: 1 to 4; 1 with a colormap.
  init(channels: Int, colormap: Colormap?, maximum: Int) {
    precondition((1...4).contains(channels) && (colormap == nil || channels == 1))
    self.channels = channels
    self.maximum = maximum
    paintedChannels = colormap == nil ? channels : 3
    colors = colormap.map { map in
      map.colors.map { color in
        [16, 8, 0].map { Int(color >> $0 & 255) * maximum / 255 }
      }
    }
  }

  var pixelBytes: Int { paintedChannels * (maximum > 255 ? 2 : 1) }

  /// Paints `count` pixels.
  mutating func paint(
    _ numbers: UnsafePointer<Scalar>, count: Int, range: (low: Double, high: Double),
    to target: UnsafeMutableRawPointer
  ) {
    if maximum > 255 {
      paint(numbers, count, range, target.assumingMemoryBound(to: UInt16.self))
    } else {
      paint(numbers, count, range, target.assumingMemoryBound(to: UInt8.self))
    }
  }

  private mutating func paint<Sample: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, _ range: (low: Double, high: Double),
    _ target: UnsafeMutablePointer<Sample>
  ) {
    if let colors {
      let quantizer = Quantizer<Scalar>(low: range.low, high: range.high, maximum: 255)
      if indices.count < count { indices = [UInt8](repeating: 0, count: count) }
      indices.withUnsafeMutableBufferPointer {
        quantizer.apply(numbers, to: $0.baseAddress!, count: count)
      }
      for pixel in 0..<count {
        let color = colors[Int(indices[pixel])]
        for channel in 0..<3 { target[3 * pixel + channel] = Sample(color[channel]) }
      }
    } else {
      let quantizer = Quantizer<Scalar>(low: range.low, high: range.high, maximum: maximum)
      quantizer.apply(numbers, to: target, count: count * channels)
    }
    let found = Quantizer<Scalar>.countNaN(numbers, count: count * channels)
    guard found > 0 else { return }
    nanCount += found
    markNaN(numbers, count, target)
  }

  private func markNaN<Sample: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, _ target: UnsafeMutablePointer<Sample>
  ) {
    let full = Sample(maximum)
    let mark: [Sample] =
      paintedChannels < 3 ? [full, full] : [full, 0, full, full]
    for pixel in 0..<count {
      guard (0..<channels).contains(where: { numbers[pixel * channels + $0].isNaN }) else {
        continue
      }
      for channel in 0..<paintedChannels {
        target[pixel * paintedChannels + channel] = mark[channel]
      }
    }
  }
}
