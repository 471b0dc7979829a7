import TensorCore

/// Turns rows of samples into rows of values from 0 to 1: light if asked, grey or RGB, with or
/// without opacity.
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
  private var values: [Double] = []

  private static let stored = [0.299, 0.587, 0.114]
  private static let light = [0.2126, 0.7152, 0.0722]

  /// - Throws: `ConversionError.colorChannels` if the image can be neither grey nor RGB.
  init(_ header: ImageHeader, _ options: ConversionOptions) throws(ConversionError) {
    self.header = header
    let colors = header.colorChannels
    if options.channels != .asStored || (header.hasAlpha && options.alpha.isOver),
      colors != 1 && colors != 3
    {
      throw .colorChannels(header.channels)
    }
    let curve = options.isLinear ? ColorSpace.curve(header.colorSpace) : nil
    table = Self.table(header, curve)
    let wantsGray = options.channels == .gray
    let grayWeights = options.isLinear ? Self.light : Self.stored
    // A grey image over a color stays grey unless it is to be RGB.
    picks = options.channels == .rgb && colors == 1 ? [0, 0, 0] : Array(0..<colors)
    weights = wantsGray && colors == 3 ? grayWeights : nil
    hasAlpha = header.hasAlpha && options.alpha == .keep
    channels = (weights == nil ? picks.count : 1) + (hasAlpha ? 1 : 0)
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

  /// The value of every sample; opacity is no light.
  static func values(_ header: ImageHeader, _ curve: TransferCurve?) -> [[Double]] {
    let plain = (0...header.maximum).map { Double($0) / Double(header.maximum) }
    let curved = curve.map { curve in plain.map { curve.light($0) } } ?? plain
    return (0..<header.channels).map { $0 < header.colorChannels ? curved : plain }
  }

  private static func table(_ header: ImageHeader, _ curve: TransferCurve?) -> SampleTable {
    SampleTable(values(header, curve), .float64)
  }

  /// Converts `count` pixels.
  mutating func apply(
    _ samples: UnsafeRawBufferPointer, count: Int, to target: UnsafeMutablePointer<Double>
  ) {
    let stored = header.channels
    if values.count < count * stored { values = [Double](repeating: 0, count: count * stored) }
    values.withUnsafeMutableBytes { table.convert(samples, to: $0) }
    values.withUnsafeBufferPointer { values in
      for pixel in 0..<count {
        let from = values.baseAddress! + pixel * stored
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
