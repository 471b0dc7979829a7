/// Integers whose sums are exact.
protocol SummedInteger: StoredElement {
  /// Adds the sum of some that lie side by side.
  static func add(_ x: UnsafePointer<Self>, _ count: Int, to total: inout WideSum)
  static func add(_ x: Self, to total: inout WideSum)
}

/// Integers of at most 32 bits, of which 64 bits hold the sum of 2³¹.
protocol NarrowInteger: SummedInteger {
  var summed: Int64 { get }
}

extension NarrowInteger {
  @inline(__always) static func add(_ x: Self, to total: inout WideSum) { total.add(x.summed) }

  @inline(__always)
  static func add(_ x: UnsafePointer<Self>, _ count: Int, to total: inout WideSum) {
    var sum: Int64 = 0
    for i in 0..<count { sum &+= x[i].summed }
    total.add(sum)
  }
}

extension StoredBool: NarrowInteger {
  @inline(__always) var summed: Int64 { storedBits == 0 ? 0 : 1 }
}

extension SummedInteger where Self: FixedWidthInteger {
  @inline(__always) var summed: Int64 { Int64(truncatingIfNeeded: self) }

  @inline(__always)
  static func add(_ x: UnsafePointer<Self>, _ count: Int, to total: inout WideSum) {
    var sum = total
    for i in 0..<count { add(x[i], to: &sum) }
    total = sum
  }
}

extension Int8: NarrowInteger {}
extension Int16: NarrowInteger {}
extension Int32: NarrowInteger {}
extension UInt8: NarrowInteger {}
extension UInt16: NarrowInteger {}
extension UInt32: NarrowInteger {}

extension Int64: SummedInteger {
  @inline(__always) static func add(_ x: Int64, to total: inout WideSum) { total.add(x) }
}

extension UInt64: SummedInteger {
  @inline(__always) static func add(_ x: UInt64, to total: inout WideSum) { total.add(x) }
}

/// A sum of 128 bits: enough for as many integers as a stream can have. In two halves, as the
/// library's type is converted to by calls.
struct WideSum: BitwiseCopyable {
  private var high: Int64 = 0
  private var low: UInt64 = 0

  @inline(__always) mutating func add(_ x: UInt64) {
    let (sum, carries) = low.addingReportingOverflow(x)
    low = sum
    high &+= carries ? 1 : 0
  }

  @inline(__always) mutating func add(_ x: Int64) {
    add(UInt64(bitPattern: x))
    high &+= x >> 63
  }

  /// The nearest value of a type.
  @inline(__always) func nearest<Target: StoredElement>(_: Target.Type) -> Target {
    let signed = Int64(bitPattern: low)
    if high == signed >> 63 { return Target(nearest: signed) }
    return Target(nearest: Int128(high) << 64 | Int128(low))
  }
}

/// Exact sums of integers.
struct IntegerSums<Element: SummedInteger>: ReductionAccumulator {
  private var totals: GrowingValues<WideSum>

  init() throws(MemoryError) { totals = try GrowingValues() }

  mutating func reserve(_ count: Int, end: Int) throws(MemoryError) { try totals.reserve(count) }

  mutating func add(
    _ elements: UnsafePointer<Element>, numbers: Int, outputs: Int, output: Int, number: Int
  ) {
    let totals = totals.base + output
    if number == 0 { totals.update(repeating: WideSum(), count: outputs) }
    if outputs == 1 {
      Element.add(elements, numbers, to: &totals[0])
      return
    }
    var x = elements
    for _ in 0..<numbers {
      for i in 0..<outputs { Element.add(x[i], to: &totals[i]) }
      x += outputs
    }
  }

  func result<Target: StoredElement>(_ output: Int, count: Int, as: Target.Type) -> Target {
    count == 0 ? Target(nearest: 0) : totals.base[output].nearest(Target.self)
  }
}
