/// What an array holds, seen from afar.
///
/// The extremes, the mean and the deviation are those of the finite elements. Mean and deviation
/// are computed in float64 over blocks of 1024 consecutive finite elements: a block's mean is its
/// sum by plain additions in order, divided once; its squares are summed about that mean. Blocks
/// are joined in order by the formula of Chan, Golub and LeVeque (1979).
public struct Summary: Equatable, Sendable {
  /// An element and its place in C order.
  public struct Extreme: Equatable, Sendable {
    public let text: String
    public let number: Double
    public let index: Int
  }

  public internal(set) var count = 0
  public internal(set) var nanCount = 0
  public internal(set) var positiveInfinities = 0
  public internal(set) var negativeInfinities = 0
  /// Elements equal to zero, of either sign.
  public internal(set) var zeroCount = 0
  /// The first of the smallest and of the largest finite elements; nil if there is none.
  public internal(set) var minimum: Extreme?
  public internal(set) var maximum: Extreme?
  /// Nil without finite elements.
  public internal(set) var mean: Double?
  /// The root of the mean square distance from the mean.
  public internal(set) var deviation: Double?

  init() {}

  /// The root of the mean square of the finite elements; 0 without any.
  var rootMeanSquare: Double {
    guard let mean, let deviation else { return 0 }
    return (mean * mean + deviation * deviation).squareRoot()
  }

  public var finiteCount: Int { count - nanCount - positiveInfinities - negativeInfinities }

  /// The first elements as text, as many as were asked for.
  public internal(set) var first: [String] = []

  /// How the finite elements are spread, if that was asked for.
  public internal(set) var histogram: Histogram?

  /// Reads the array.
  ///
  /// - Parameters:
  ///   - head: how many of its first elements to keep as text.
  ///   - bins: the most bins of a histogram; nil for none.
  /// - Throws: `StreamError.truncated`.
  public init(_ array: PendingArray, head: Int = 0, bins: Int? = nil) throws {
    self = try array.header.elementType.accept(
      SummaryVisitor(reader: array.reader, head: head, bins: bins))
  }

  /// Elements of one type in the machine's byte order, which lie in memory.
  init(_ bytes: UnsafeRawBufferPointer, _ type: ElementType) throws {
    self = try type.accept(BytesVisitor(bytes: bytes))
  }
}

private struct BytesVisitor: ElementVisitor {
  let bytes: UnsafeRawBufferPointer

  func visit<Element: StoredElement>(_: Element.Type) -> Summary {
    var accumulator = SummaryAccumulator<Element>(head: 0)
    accumulator.add(bytes)
    return accumulator.result()
  }
}

private struct SummaryVisitor: ElementVisitor {
  let reader: TensorReader
  let head: Int
  let bins: Int?

  func visit<Element: StoredElement>(_: Element.Type) throws -> Summary {
    var accumulator = SummaryAccumulator<Element>(head: head, bins: bins)
    try reader.read(count: reader.remaining) { bytes in
      accumulator.add(bytes)
    }
    return accumulator.result()
  }
}
