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

  public var finiteCount: Int { count - nanCount - positiveInfinities - negativeInfinities }

  /// The first elements as text, as many as were asked for.
  public internal(set) var first: [String] = []

  /// Reads the array that `reader` delivers next.
  ///
  /// - Parameter head: how many of its first elements to keep as text.
  /// - Throws: `StreamError.truncated`.
  public init(_ reader: TensorReader, head: Int = 0) throws {
    self = try reader.header!.elementType.accept(SummaryVisitor(reader: reader, head: head))
  }
}

private struct SummaryVisitor: ElementVisitor {
  let reader: TensorReader
  let head: Int

  func visit<Element: StoredElement>(_: Element.Type) throws -> Summary {
    var accumulator = SummaryAccumulator<Element>(head: head)
    try reader.read(count: reader.remaining) { bytes in
      accumulator.add(bytes)
    }
    return accumulator.result()
  }
}

private struct SummaryAccumulator<Element: StoredElement> {
  private var summary = Summary()
  private var least: (value: Element, index: Int)?
  private var most: (value: Element, index: Int)?
  private var block: [Double] = []
  private var moments = (count: 0.0, mean: 0.0, squares: 0.0)

  private let head: Int

  private static var blockSize: Int { 1024 }

  init(head: Int) {
    self.head = head
    block.reserveCapacity(Self.blockSize)
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let size = MemoryLayout<Element>.stride
    for offset in stride(from: 0, to: bytes.count, by: size) {
      add(bytes.loadUnaligned(fromByteOffset: offset, as: Element.self))
    }
  }

  private mutating func add(_ element: Element) {
    let index = summary.count
    summary.count += 1
    if index < head { summary.first.append(element.text) }
    guard element.isFiniteNumber else {
      addUnusual(element)
      return
    }
    let number = element.number
    if number == 0 { summary.zeroCount += 1 }
    if least.map({ element.isLess(than: $0.value) }) ?? true { least = (element, index) }
    if most.map({ $0.value.isLess(than: element) }) ?? true { most = (element, index) }
    block.append(number)
    if block.count == Self.blockSize { closeBlock() }
  }

  private mutating func addUnusual(_ element: Element) {
    if !element.isNumber {
      summary.nanCount += 1
    } else if element.number > 0 {
      summary.positiveInfinities += 1
    } else {
      summary.negativeInfinities += 1
    }
  }

  private mutating func closeBlock() {
    let count = Double(block.count)
    let mean = block.reduce(0, +) / count
    let squares = block.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    block.removeAll(keepingCapacity: true)
    let total = moments.count + count
    let step = mean - moments.mean
    moments.mean += step * (count / total)
    moments.squares += squares + step * step * (moments.count * count / total)
    moments.count = total
  }

  mutating func result() -> Summary {
    if !block.isEmpty { closeBlock() }
    func extreme(_ found: (value: Element, index: Int)?) -> Summary.Extreme? {
      found.map { Summary.Extreme(text: $0.value.text, number: $0.value.number, index: $0.index) }
    }
    summary.minimum = extreme(least)
    summary.maximum = extreme(most)
    if moments.count > 0 {
      summary.mean = moments.mean
      summary.deviation = (moments.squares / moments.count).squareRoot()
    }
    return summary
  }
}
