import TensorCore

/// What values from 0 (black) to 1 (full intensity) become as elements of an array.
///
/// Value v of channel c becomes (lo + v·(hi − lo) − mean_c) / deviation_c, computed in float64 and
/// rounded once to the element type: to the nearest, ties to even; integers saturate. For sample
/// s of an image whose largest sample is m, v is s/m; 0 to 1 in float32 is thus the correctly
/// rounded quotient.
public struct ElementScale: Equatable, Sendable {
  public let elementType: ElementType
  /// What black and full intensity become; nil: integers keep the stored samples.
  public let range: Span?
  /// One for each channel, one for all, or none.
  public let means: [Double]
  public let deviations: [Double]

  public struct Span: Hashable, Sendable {
    public var low: Double
    public var high: Double
    public init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// The element types that images can become.
  public static let elementTypes: [ElementType] = [.float32, .float64, .float16, .uint8, .uint16]

  /// - Parameters:
  ///   - elementType: one of `elementTypes`.
  ///   - range: nil for 0 to 1 in floating-point types, for the stored samples in integers.
  public init(
    elementType: ElementType, range: Span? = nil, means: [Double] = [], deviations: [Double] = []
  ) {
    precondition(Self.elementTypes.contains(elementType))
    self.elementType = elementType
    self.range = range ?? (elementType.kind == "f" ? Span(low: 0, high: 1) : nil)
    self.means = means
    self.deviations = deviations
  }

  /// What black and full intensity become for images whose largest sample is `maximum`. Stored
  /// samples of few bits are spread over 0 to 255 or 65535, whichever is the next larger.
  ///
  /// - Throws: `ConversionError.tooWide` if the element type cannot hold the stored samples.
  func range(maximum: Int) throws(ConversionError) -> Span {
    if let range { return range }
    guard maximum <= 255 || elementType != .uint8 else {
      throw .tooWide(maximum: maximum, elementType)
    }
    return Span(low: 0, high: maximum > 255 ? 65535 : 255)
  }

  /// How values of each channel are scaled: value · factor + offset, in the order of the
  /// channels.
  ///
  /// - Throws: `ConversionError.channelCount` if there are means for another number of them.
  func steps(channels: Int, maximum: Int) throws(ConversionError) -> [Step] {
    let range = try range(maximum: maximum)
    func each(_ numbers: [Double], _ name: String, _ missing: Double) throws(ConversionError)
      -> [Double]
    {
      switch numbers.count {
      case 0: return Array(repeating: missing, count: channels)
      case 1: return Array(repeating: numbers[0], count: channels)
      case channels: return numbers
      default:
        throw .channelCount(option: name, expected: channels, found: numbers.count)
      }
    }
    let means = try each(means, "--mean", 0)
    let deviations = try each(deviations, "--std", 1)
    return (0..<channels).map {
      Step(range: range, mean: means[$0], deviation: deviations[$0])
    }
  }

  /// The scale of one channel.
  struct Step: Hashable {
    let range: Span
    let mean: Double
    let deviation: Double

    /// The element for value `numerator / denominator`.
    func apply(_ numerator: Double, over denominator: Double = 1) -> Double {
      // The ends are exact; 0 to 1 and 0 to the denominator are everywhere.
      let scaled =
        numerator == denominator
        ? range.high : range.low + numerator * (range.high - range.low) / denominator
      return (scaled - mean) / deviation
    }
  }
}

/// An image that cannot be converted as asked.
public enum ConversionError: Failure, Equatable {
  case tooWide(maximum: Int, ElementType)
  case channelCount(option: String, expected: Int, found: Int)
  /// Neither grey nor RGB, and asked to become one of them.
  case colorChannels(Int)
  /// An image of another kind than the first of a batch.
  case batch(stream: String, image: Int, expected: [Int], found: [Int])
  /// Two images in a file of several that make a batch.
  case severalInFile(stream: String)
  /// Elements that are no image cannot be in a batch of images.
  case numbersInBatch(stream: String)
  /// An image without pixels that should get another size.
  case noPixels(width: Int, height: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .tooWide(let maximum, let type):
      "samples up to \(maximum) do not fit elements of type \(type)"
    case .channelCount(let option, let expected, let found):
      expected == 1
        ? "\(option) has \(found) values, expected 1 for the only channel"
        : "\(option) has \(found) values, expected 1 or \(expected), one a channel"
    case .colorChannels(let count):
      "an image of \(count) channels is neither grey nor RGB"
    case .batch(let stream, let image, let expected, let found):
      "\(stream): image \(image) is \(Self.describe(found)), the batch has images of \(Self.describe(expected))"
    case .severalInFile(let stream):
      "\(stream) holds more than one image, expected one in each file of a batch"
    case .numbersInBatch(let stream):
      "\(stream) holds elements that are no image, which cannot be part of a batch"
    case .noPixels(let width, let height):
      "an image of \(width)x\(height) has no pixels to resample"
    }
  }

  public var hint: String? {
    switch self {
    case .tooWide: "--dtype uint16 keeps them, --scale 0:255 reduces them"
    case .batch: "--size makes images of one size; --rgb, --gray and --alpha of one kind"
    case .severalInFile: "cat the files into a pipe"
    default: nil
    }
  }

  private static func describe(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}
