import TensorCore

/// Turns rows of samples into rows of values from 0 to 1, or to another number for full intensity:
/// light if asked, grey or RGB, with or without opacity.
struct PixelTransform {
  /// Channels of a pixel after it, and whether the last is opacity.
  let channels: Int
  let hasAlpha: Bool

  private let header: ImageHeader
  private let table: SampleTable
  /// The stored channel that each color comes from.
  private let picks: [Int]
  /// What transparent pixels show, for each pick.
  private let background: [Double]?
  /// The share of each pick in a grey value.
  private let weights: [Double]?
  private let values: Storage

  private static let stored = [0.299, 0.587, 0.114]
  private static let light = [0.2126, 0.7152, 0.0722]

  /// - Parameter top: what full intensity becomes: 1, or `header.maximum` to keep the samples where
  ///   no light is asked for.
  /// - Throws: `ConversionError.colorChannels` if the image can be neither grey nor RGB,
  ///   `MemoryError` if a row is too long.
  init(_ header: ImageHeader, _ options: ConversionOptions, top: Int = 1) throws {
    self.header = header
    channels = try Self.channels(header, options)
    let colors = header.colorChannels
    let curve = options.isLinear ? ColorSpace.curve(header.colorSpace) : nil
    precondition(top == 1 || curve == nil)
    table = Self.table(header, curve, top: top)
    values = try Storage(lengths: header.width, header.channels, stride: 8)
    let wantsGray = options.channels == .gray
    let grayWeights = options.isLinear ? Self.light : Self.stored
    // A grey image over a color stays grey unless it is to be RGB.
    picks = options.channels == .rgb && colors == 1 ? [0, 0, 0] : Array(0..<colors)
    weights = wantsGray && colors == 3 ? grayWeights : nil
    hasAlpha = header.hasAlpha && options.alpha == .keep
    if header.hasAlpha, case .over(let color) = options.alpha {
      let shown = color.map { curve == nil ? $0 : TransferCurve.sRGB.light($0) }
      // A grey color stays what it is: weights add up to 1 only to within rounding.
      let gray =
        shown.allSatisfy { $0 == shown[0] }
        ? shown[0] : zip(grayWeights, shown).reduce(0) { $0 + $1.0 * $1.1 }
      background = picks.count == 3 ? shown : [gray]
    } else {
      background = nil
    }
  }

  /// Whether a value may depend on several samples, or the channels change. Where not, a table makes
  /// elements of samples.
  static func isNeeded(_ header: ImageHeader, _ options: ConversionOptions) -> Bool {
    let colors = header.colorChannels
    return (header.hasAlpha && options.alpha != .keep)
      || (options.channels == .gray && colors != 1) || (options.channels == .rgb && colors != 3)
  }

  /// Channels of a pixel after it.
  ///
  /// - Throws: `ConversionError.colorChannels` if the image can be neither grey nor RGB.
  static func channels(
    _ header: ImageHeader, _ options: ConversionOptions
  ) throws(ConversionError) -> Int {
    let colors = header.colorChannels
    if options.channels != .asStored || (header.hasAlpha && options.alpha.isOver),
      colors != 1 && colors != 3
    {
      throw .colorChannels(header.channels)
    }
    let shown =
      switch options.channels {
      case .asStored: colors
      case .gray: 1
      case .rgb: 3
      }
    return shown + (header.hasAlpha && options.alpha == .keep ? 1 : 0)
  }

  /// The value of every sample of a color; of opacity without a curve, for it is no light.
  static func values(_ header: ImageHeader, _ curve: TransferCurve?, top: Int = 1) -> [Double] {
    // Whole numbers of less than 53 bits: the quotient is rounded once, and by itself exact.
    let plain = (0...header.maximum).map { Double($0 * top) / Double(header.maximum) }
    return curve.map { curve in plain.map { curve.light($0) } } ?? plain
  }

  private static func table(
    _ header: ImageHeader, _ curve: TransferCurve?, top: Int
  ) -> SampleTable {
    let colors = values(header, curve, top: top)
    let opacity = curve != nil && header.hasAlpha ? [values(header, nil)] : []
    return SampleTable(
      [colors] + opacity,
      order: (0..<header.channels).map { $0 < header.colorChannels ? 0 : opacity.count }, .float64)
  }

  /// Converts `count` pixels of a row.
  func apply(
    _ samples: UnsafeRawBufferPointer, count: Int, to target: UnsafeMutablePointer<Double>
  ) {
    let stored = header.channels
    values.withBytes { values in
      table.convert(samples, to: values)
      let values = values.assumingMemoryBound(to: Double.self).baseAddress!
      for pixel in 0..<count {
        let from = UnsafePointer(values + pixel * stored)
        let to = target + pixel * channels
        write(from, opacity: header.hasAlpha ? from[stored - 1] : 1, to)
      }
    }
  }

  @inline(__always)
  private func write(
    _ from: UnsafePointer<Double>, opacity: Double, _ to: UnsafeMutablePointer<Double>
  ) {
    var gray = 0.0
    for (index, pick) in picks.enumerated() {
      var value = from[pick]
      if let background { value = value * opacity + background[index] * (1 - opacity) }
      if let weights {
        gray += weights[index] * value
      } else {
        to[index] = value
      }
    }
    if weights != nil { to[0] = gray }
    if hasAlpha { to[channels - 1] = opacity }
  }
}

extension ConversionOptions.Alpha {
  var isOver: Bool { if case .over = self { true } else { false } }
}
