// A vector of float64 seen as integers.
#if LEVEL_V4
  typealias DoubleBits = SIMD8<Int64>
#elseif LEVEL_V3
  typealias DoubleBits = SIMD4<Int64>
#else
  typealias DoubleBits = SIMD2<Int64>
#endif

extension DoubleLanes {
  @inline(__always) init(bits: DoubleBits) { self = unsafeBitCast(bits, to: Self.self) }
  @inline(__always) var bits: DoubleBits { unsafeBitCast(self, to: DoubleBits.self) }

  @inline(__always) init(_ value: Double) { self.init(repeating: value) }

  /// `self·a + b`, rounded once.
  @inline(__always) func times(_ a: Self, plus b: Self) -> Self {
    var sum = b
    sum.addProduct(self, a)
    return sum
  }

  /// 1.5·2⁵²: added to a number below 2⁵¹ it rounds that to an integer, which then stands in the
  /// low bits.
  @inline(__always) static var roundingShift: Double { 0x1.8p52 }

  /// Integers below 2⁵¹ as numbers.
  @inline(__always) init(small integers: DoubleBits) {
    let shift = Self(Self.roundingShift)
    self = Self(bits: integers &+ shift.bits) - shift
  }
}
