import TensorCore

/// Turns rows of numbers into rows of samples.
struct Painter<Scalar: ComputeScalar> {
  let palette: Palette
  /// NaNs painted so far.
  private(set) var nanCount = 0
  /// Indices into a colormap, or grey samples that become RGB.
  private var scratch: [UInt16] = []

  init(_ palette: Palette) { self.palette = palette }

  /// Paints `count` pixels.
  mutating func paint(
    _ numbers: UnsafePointer<Scalar>, count: Int, range: (low: Double, high: Double),
    to target: UnsafeMutableRawPointer
  ) {
    if palette.maximum > 255 {
      paint(numbers, count, range, target.assumingMemoryBound(to: UInt16.self))
    } else {
      paint(numbers, count, range, target.assumingMemoryBound(to: UInt8.self))
    }
  }

  private mutating func paint<Sample: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, _ range: (low: Double, high: Double),
    _ target: UnsafeMutablePointer<Sample>
  ) {
    let total = count * palette.channels
    if palette.colors == nil, palette.paintedChannels == palette.channels {
      Self.quantize(palette, numbers, total, range, maximum: palette.maximum, target)
    } else {
      if scratch.count < total { scratch = [UInt16](repeating: 0, count: total) }
      let palette = palette
      scratch.withUnsafeMutableBufferPointer {
        Self.quantize(
          palette, numbers, total, range, maximum: palette.colors == nil ? palette.maximum : 255,
          $0.baseAddress!)
      }
      spread(count, target)
    }
    let found = Quantizer<Scalar>.countNaN(numbers, count: total)
    guard found > 0 else { return }
    nanCount += found
    markNaN(numbers, count, target)
  }

  private static func quantize<Sample: FixedWidthInteger & UnsignedInteger>(
    _ palette: Palette, _ numbers: UnsafePointer<Scalar>, _ count: Int,
    _ range: (low: Double, high: Double), maximum: Int, _ target: UnsafeMutablePointer<Sample>
  ) {
    let quantizer = Quantizer<Scalar>(low: range.low, high: range.high, maximum: maximum)
    quantizer.apply(numbers, to: target, count: count)
    guard let encoding = palette.encoding else { return }
    let span = ScaledSpan(low: range.low, high: range.high, top: 1)
    for i in 0..<count where !(palette.hasAlpha && i % palette.channels == palette.channels - 1) {
      target[i] = Sample(encoding.sample(span.position(Double(numbers[i]))))
    }
  }

  /// Colors of the indices in `scratch`, or RGB of the grey there.
  private func spread<Sample: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, _ target: UnsafeMutablePointer<Sample>
  ) {
    let (channels, painted) = (palette.channels, palette.paintedChannels)
    for pixel in 0..<count {
      let to = target + pixel * painted
      let value = Int(scratch[pixel * channels])
      if let colors = palette.colors {
        let color = colors[value]
        for channel in 0..<3 { to[channel] = Sample(color[channel]) }
      } else {
        for channel in 0..<3 { to[channel] = Sample(value) }
      }
      if palette.hasAlpha { to[3] = Sample(scratch[pixel * channels + channels - 1]) }
    }
  }

  private func markNaN<Sample: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, _ target: UnsafeMutablePointer<Sample>
  ) {
    let channels = palette.channels
    let nan = palette.nan.map { Sample($0) }
    for pixel in 0..<count {
      let from = numbers + pixel * channels
      guard (0..<channels).contains(where: { from[$0].isNaN }) else { continue }
      for (channel, sample) in nan.enumerated() { target[pixel * nan.count + channel] = sample }
    }
  }
}
