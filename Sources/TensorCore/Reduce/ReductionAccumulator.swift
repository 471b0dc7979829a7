/// What reductions keep of the elements that they have seen, for each result.
protocol ReductionAccumulator {
  associatedtype Element
  /// Makes room for results up to `count`, of which elements before number `end` are known. Results
  /// are met in order, so memory is taken as data arrives.
  mutating func reserve(_ count: Int, end: Int) throws(MemoryError)
  /// Takes `numbers × outputs` elements: the first row belongs to the results from `output` on, of
  /// each of which it is element `number`, the next row is their element `number + 1`, ….
  /// A result's elements come in order from number 0.
  mutating func add(
    _ elements: UnsafePointer<Element>, numbers: Int, outputs: Int, output: Int, number: Int)
  /// A result that `count` elements were given to, rounded once.
  func result<Target: StoredElement>(_ output: Int, count: Int, as: Target.Type) -> Target
  /// The next elements of an array.
  static func read(
    _ count: Int, from array: PendingArray, into target: UnsafeMutablePointer<Element>) throws
}

extension ReductionAccumulator {
  /// Elements as they are stored.
  static func read(
    _ count: Int, from array: PendingArray, into target: UnsafeMutablePointer<Element>
  ) throws {
    try array.reader.read(
      into: UnsafeMutableRawBufferPointer(
        start: target, count: count * MemoryLayout<Element>.stride))
  }
}

extension ReductionAccumulator where Element == Double {
  /// Elements of any type as float64.
  static func read(
    _ count: Int, from array: PendingArray, into target: UnsafeMutablePointer<Double>
  ) throws {
    try ElementSource<Double>(streaming: array).read(count, into: target)
  }
}

/// Values that more can be put to the end of.
struct GrowingValues<Element: BitwiseCopyable> {
  private var memory: PlacedMemory<Element>
  /// Of `memory`, as `base` is: they are asked for with each element.
  private var capacity: Int
  private(set) var base: UnsafeMutablePointer<Element>

  init() throws(MemoryError) {
    memory = try PlacedMemory(count: 1 << 14)
    (capacity, base) = (memory.count, memory.start)
  }

  /// Makes room for `count` values; those that are there stay.
  @inline(__always)
  mutating func reserve(_ count: Int) throws(MemoryError) {
    if count > capacity { try grow(count) }
  }

  private mutating func grow(_ count: Int) throws(MemoryError) {
    let next = try PlacedMemory<Element>(count: max(count, 2 * capacity))
    next.start.update(from: base, count: capacity)
    (memory, capacity, base) = (next, next.count, next.start)
  }
}
