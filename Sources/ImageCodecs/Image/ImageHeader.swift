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
  /// How many images of this kind follow each other as one, where a file holds a batch.
  public var batch: Int?

  public init(
    width: Int, height: Int, channels: Int, maximum: Int, hasAlpha: Bool = false,
    colorSpace: ColorSpace? = nil, batch: Int? = nil
  ) {
    self.width = width
    self.height = height
    self.channels = channels
    self.maximum = maximum
    self.hasAlpha = hasAlpha
    self.colorSpace = colorSpace
    self.batch = batch
  }

  /// Bytes of one decoded sample: 1, or 2 in the machine's order where `maximum` exceeds 255.
  public var sampleBytes: Int { maximum > 255 ? 2 : 1 }
  /// Bytes of one decoded row.
  public var rowBytes: Int { width * channels * sampleBytes }
  /// Rows of all images together.
  public var rowCount: Int { height * (batch ?? 1) }
  /// Channels without opacity.
  public var colorChannels: Int { hasAlpha ? channels - 1 : channels }
}
