/// Vectors of which the better elements can be taken, lane by lane.
protocol ChoosingLanes: Lanes {
  associatedtype Mask
  /// `number` in every lane, as bits.
  init(wholeNumber number: Int)
  /// Lanes in which `x` is larger than `best`, or the first NaN.
  static func isLarger(_ x: Self, _ best: Self) -> Mask
  /// Lanes in which `x` is larger than `best`, their bits read as integers.
  static func isLargerInteger(_ x: Self, _ best: Self) -> Mask
  /// With the bits turned over that are set in `bits`.
  func flipped(_ bits: Self) -> Self
  mutating func take(_ x: Self, where mask: Mask)
}

// Vectors of the bits of lanes.
#if LEVEL_V4
  typealias FloatBits = SIMD16<Int32>
#elseif LEVEL_V3
  typealias FloatBits = SIMD8<Int32>
#else
  typealias FloatBits = SIMD4<Int32>
#endif

extension FloatLanes: ChoosingLanes {
  @inline(__always) init(wholeNumber number: Int) {
    let bits = FloatBits(repeating: Int32(truncatingIfNeeded: number))
    self = unsafeBitCast(bits, to: Self.self)
  }
  @inline(__always) static func isLarger(_ x: Self, _ best: Self) -> SIMDMask<FloatBits> {
    .!(x .<= best) .& (best .== best)
  }
  @inline(__always) static func isLargerInteger(_ x: Self, _ best: Self) -> SIMDMask<FloatBits> {
    unsafeBitCast(x, to: FloatBits.self) .> unsafeBitCast(best, to: FloatBits.self)
  }
  @inline(__always) func flipped(_ bits: Self) -> Self {
    let (a, b) = (unsafeBitCast(self, to: FloatBits.self), unsafeBitCast(bits, to: FloatBits.self))
    return unsafeBitCast(a ^ b, to: Self.self)
  }
  @inline(__always) mutating func take(_ x: Self, where mask: SIMDMask<FloatBits>) {
    replace(with: x, where: mask)
  }
}

extension DoubleLanes: ChoosingLanes {
  @inline(__always) init(wholeNumber number: Int) {
    self.init(bits: DoubleBits(repeating: Int64(number)))
  }
  @inline(__always) static func isLarger(_ x: Self, _ best: Self) -> SIMDMask<DoubleBits> {
    .!(x .<= best) .& (best .== best)
  }
  @inline(__always) static func isLargerInteger(_ x: Self, _ best: Self) -> SIMDMask<DoubleBits> {
    x.bits .> best.bits
  }
  @inline(__always) func flipped(_ bits: Self) -> Self { Self(bits: self.bits ^ bits.bits) }
  @inline(__always) mutating func take(_ x: Self, where mask: SIMDMask<DoubleBits>) {
    replace(with: x, where: mask)
  }
}
