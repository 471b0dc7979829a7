/// Adds elements up for a `Summary`, one after the other.
struct SummaryAccumulator<Element: StoredElement> {
  private var summary = Summary()
  private var least: (value: Element, index: Int)?
  private var most: (value: Element, index: Int)?
  private var block: [Double] = []
  private var moments = (count: 0.0, mean: 0.0, squares: 0.0)
  /// What elements are multiplied by before they are added up: a power of 2, less than 1 from the first on
  /// whose square would be too large.
  private var scale = 1.0

  private static var largest: Double { 0x1p480 }
  private static var smallScale: Double { 0x1p-600 }

  private let head: Int

  private static var blockSize: Int { 1024 }

  init(head: Int, bins: Int? = nil) {
    self.head = head
    summary.histogram = bins.map { Histogram(bins: $0) }
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
    summary.histogram?.add(number)
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
    if scale == 1, block.contains(where: { abs($0) >= Self.largest }) {
      scale = Self.smallScale
      moments.mean *= scale
      moments.squares *= scale * scale
    }
    if scale != 1 { for i in block.indices { block[i] *= scale } }
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
      summary.mean = moments.mean / scale
      summary.deviation = (moments.squares / moments.count).squareRoot() / scale
    }
    return summary
  }
}
