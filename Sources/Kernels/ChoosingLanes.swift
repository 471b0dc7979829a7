/// Vectors of which the better elements can be taken, lane by lane.
protocol ChoosingLanes: Lanes {
  associatedtype Mask
  /// `number` in every lane, as bits.
  init(wholeNumber number: Int)
  /// Lanes in which `x` is larger than `best`, or the first NaN.
  static func isLarger(_ x: Self, _ best: Self) -> Mask
  /// Lanes in which `x` is smaller than `best`, or the first NaN.
  static func isSmaller(_ x: Self, _ best: Self) -> Mask
  /// Lanes in which `x` is larger than `y`, their bits read as integers.
  static func isLargerSigned(_ x: Self, _ y: Self) -> Mask
  static func isLargerUnsigned(_ x: Self, _ y: Self) -> Mask
  mutating func take(_ x: Self, where mask: Mask)
}

// Vectors of the bits of lanes.
#if LEVEL_V4
  typealias FloatBits = SIMD16<Int32>
  typealias FloatUnsignedBits = SIMD16<UInt32>
  typealias DoubleUnsignedBits = SIMD8<UInt64>
#elseif LEVEL_V3
  typealias FloatBits = SIMD8<Int32>
  typealias FloatUnsignedBits = SIMD8<UInt32>
  typealias DoubleUnsignedBits = SIMD4<UInt64>
#else
  typealias FloatBits = SIMD4<Int32>
  typealias FloatUnsignedBits = SIMD4<UInt32>
  typealias DoubleUnsignedBits = SIMD2<UInt64>
#endif

extension FloatLanes: ChoosingLanes {
  @inline(__always) init(wholeNumber number: Int) {
    self = unsafeBitCast(
      FloatBits(repeating: Int32(truncatingIfNeeded: number)), to: Self.self)
  }
  @inline(__always) static func isLarger(_ x: Self, _ best: Self) -> SIMDMask<FloatBits> {
    .!(x .<= best) .& (best .== best)
  }
  @inline(__always) static func isSmaller(_ x: Self, _ best: Self) -> SIMDMask<FloatBits> {
    .!(x .>= best) .& (best .== best)
  }
  @inline(__always) static func isLargerSigned(_ x: Self, _ y: Self) -> SIMDMask<FloatBits> {
    unsafeBitCast(x, to: FloatBits.self) .> unsafeBitCast(y, to: FloatBits.self)
  }
  @inline(__always) static func isLargerUnsigned(_ x: Self, _ y: Self) -> SIMDMask<FloatBits> {
    unsafeBitCast(x, to: FloatUnsignedBits.self) .> unsafeBitCast(y, to: FloatUnsignedBits.self)
  }
  @inline(__always) mutating func take(_ x: Self, where mask: SIMDMask<FloatBits>) {
    replace(with: x, where: mask)
  }
}

extension DoubleLanes: ChoosingLanes {
  @inline(__always) init(wholeNumber number: Int) {
    self = unsafeBitCast(DoubleBits(repeating: Int64(number)), to: Self.self)
  }
  @inline(__always) static func isLarger(_ x: Self, _ best: Self) -> SIMDMask<DoubleBits> {
    .!(x .<= best) .& (best .== best)
  }
  @inline(__always) static func isSmaller(_ x: Self, _ best: Self) -> SIMDMask<DoubleBits> {
    .!(x .>= best) .& (best .== best)
  }
  @inline(__always) static func isLargerSigned(_ x: Self, _ y: Self) -> SIMDMask<DoubleBits> {
    unsafeBitCast(x, to: DoubleBits.self) .> unsafeBitCast(y, to: DoubleBits.self)
  }
  @inline(__always) static func isLargerUnsigned(_ x: Self, _ y: Self) -> SIMDMask<DoubleBits> {
    unsafeBitCast(x, to: DoubleUnsignedBits.self)
      .> unsafeBitCast(y, to: DoubleUnsignedBits.self)
  }
  @inline(__always) mutating func take(_ x: Self, where mask: SIMDMask<DoubleBits>) {
    replace(with: x, where: mask)
  }
}
