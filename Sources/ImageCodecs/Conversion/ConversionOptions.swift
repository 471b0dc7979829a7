import TensorCore

/// How images become arrays.
public struct ConversionOptions: Equatable, Sendable {
  public enum Channels: Equatable, Sendable {
    case asStored
    /// 0.299 R + 0.587 G + 0.114 B of stored values (ITU-R BT.601), 0.2126 R + 0.7152 G + 0.0722 B
    /// of light (BT.709).
    case gray
    case rgb
  }

  public enum Alpha: Equatable, Sendable {
    case keep
    case drop
    /// Each pixel is laid over this color, stored values from 0 to 1.
    case over([Double])
  }

  public var scale = ElementScale(elementType: .float32)
  public var channels: Channels = .asStored
  public var alpha: Alpha = .keep
  /// Whether stored values are turned into light.
  public var isLinear = false
  /// What to resample to; nil: the size stays.
  public var size: ImageSize?
  public var filter: ResampleFilter = .bilinear
  public var layout: DataLayout = .standard(dims: 2)

  public init() {}
}

/// Pixels across and down.
public struct ImageSize: Equatable, Sendable {
  public var width: Int
  public var height: Int
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}
