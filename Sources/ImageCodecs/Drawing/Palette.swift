/// How numbers become samples, whatever their type.
struct Palette {
  /// Channels of a pixel before and after.
  let channels: Int
  let paintedChannels: Int
  /// The largest sample: 255 or 65535.
  let maximum: Int
  /// The samples of each of 256 indices, where single channels are colored.
  let colors: [[Int]]?
  /// The samples of a pixel with NaN.
  let nan: [Int]
  /// Where the channels but opacity are light: how they are stored.
  let encoding: LightEncoding?

  init(
    channels: Int, colormap: Colormap?, nanColor: [Int]?, isLinear: Bool, maximum: Int
  ) {
    precondition((1...4).contains(channels) && (colormap == nil || channels == 1))
    self.channels = channels
    self.maximum = maximum
    let isColored = channels > 2 || colormap != nil || nanColor != nil
    paintedChannels = (isColored ? 3 : 1) + (channels % 2 == 0 ? 1 : 0)
    let unit = maximum / 255
    colors = colormap.map { map in
      map.colors.map { color in [16, 8, 0].map { Int(color >> $0 & 255) * unit } }
    }
    let color = nanColor ?? (isColored ? [255, 0, 255] : [255])
    nan = (color + (channels % 2 == 0 ? [255] : [])).map { $0 * unit }
    encoding = isLinear && colormap == nil ? LightEncoding(maximum: maximum) : nil
  }

  /// Whether the last channel is opacity.
  var hasAlpha: Bool { channels % 2 == 0 }
  var pixelBytes: Int { paintedChannels * (maximum > 255 ? 2 : 1) }
}

/// The sample whose light is nearest by the sRGB curve: how many thresholds lie at or below.
struct LightEncoding {
  private let thresholds: [Double]
  /// How many thresholds lie at or below the start of each of as many equal pieces of 0 to 1.
  private let starts: [Int]

  init(maximum: Int) {
    thresholds = TransferCurve.sRGB.thresholds(maximum: maximum)
    let pieces = 4 * (maximum + 1)
    var starts: [Int] = []
    var passed = 0
    for piece in 0...pieces {
      while passed < maximum, thresholds[passed] <= Double(piece) / Double(pieces) { passed += 1 }
      starts.append(passed)
    }
    self.starts = starts
  }

  /// The sample for light from 0 to 1; what is beyond, and NaN, goes to the ends.
  func sample(_ light: Double) -> Int {
    guard light > 0 else { return 0 }
    guard light < 1 else { return thresholds.count }
    var sample = starts[Int(light * Double(starts.count - 1))]
    while sample < thresholds.count, thresholds[sample] <= light { sample += 1 }
    return sample
  }
}
