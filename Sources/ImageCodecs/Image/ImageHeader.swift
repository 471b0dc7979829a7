/// What is known of an image before its rows are read.
public struct ImageHeader: Equatable, Sendable {
  public var width: Int
  public var height: Int
  /// Samples of one pixel, opacity included.
  public var channels: Int
  /// The sample that stands for full intensity, 1 to 65535.
  public var maximum: Int
  /// Whether the last channel is opacity.
  public var hasAlpha: Bool
  /// What the file says about the meaning of its samples; nil: nothing.
  public var colorSpace: ColorSpace?

  public init(
    width: Int, height: Int, channels: Int, maximum: Int, hasAlpha: Bool = false,
    colorSpace: ColorSpace? = nil
  ) {
    self.width = width
    self.height = height
    self.channels = channels
    self.maximum = maximum
    self.hasAlpha = hasAlpha
    self.colorSpace = colorSpace
  }

  /// Bytes of one decoded sample: 1, or 2 in the machine's order where `maximum` exceeds 255.
  public var sampleBytes: Int { maximum > 255 ? 2 : 1 }
  /// Bytes of one decoded row.
  public var rowBytes: Int { width * channels * sampleBytes }
  /// Channels without opacity.
  public var colorChannels: Int { hasAlpha ? channels - 1 : channels }
}

/// What a file says about how its samples relate to light.
public enum ColorSpace: Equatable, Sendable {
  case sRGB
  /// Samples are light to the power of this exponent, such as 1/2.2.
  case gamma(Double)
  /// A profile that is not interpreted.
  case profile
}

/// How large an image may be: what is wider could not be read row by row in little memory.
public struct ImageLimits: Equatable, Sendable {
  public var width: Int
  public var height: Int
  /// Bytes of an image that has to be held whole, since its rows are interlaced.
  public var heldBytes: Int

  public init(width: Int = 1_000_000, height: Int = 1_000_000, heldBytes: Int = 1 << 30) {
    self.width = width
    self.height = height
    self.heldBytes = heldBytes
  }
}
