import KernelInterface

/// Random elements: number `i` of array `sequence` is a function of the seed, `i` and `sequence`.
///
/// - uniform and integers: elements 2j and 2j + 1 take the first and the second 64 bits of
///   Philox block j (the word that comes first is the low one). Uniform numbers are the top 53
///   bits (float64), 24 (float32) or 11 (float16) over 2⁵³, 2²⁴ or 2¹¹. Integers are
///   `low + ⌊bits·(high − low) / 2⁶⁴⌋`.
/// - normal: elements 2j and 2j + 1 are `√(−2 ln a)·cos 2πb` and `√(−2 ln a)·sin 2πb` of block j
///   (Box and Muller, 1958), with a = (bits + 1) / 2⁵³ of the top 53 bits of the first half and
///   b = bits / 2⁵³ of the second.
struct RandomNumbers: Sendable {
  let philox: Philox
  let sequence: UInt64
  let kernels: ElementaryTable

  /// The 64 bits of element `index`.
  private func bits(_ index: Int) -> UInt64 {
    let block = philox.block(UInt64(index / 2), sequence: sequence)
    return index % 2 == 0 ? low(block) : high(block)
  }

  private func low(_ block: SIMD4<UInt32>) -> UInt64 { UInt64(block[1]) << 32 | UInt64(block[0]) }
  private func high(_ block: SIMD4<UInt32>) -> UInt64 { UInt64(block[3]) << 32 | UInt64(block[2]) }

  func uniform(
    _ low: Double, _ high: Double, from first: Int, bits: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    let unit = 1 / Double(sign: .plus, exponent: bits, significand: 1)
    // Half of everything where the whole width is more than there is: with the same digits.
    let scale = (high - low).isFinite ? 1.0 : 0.5
    let (low, width) = (low * scale, high * scale - low * scale)
    for i in target.indices {
      let u = Double(self.bits(first + i) >> UInt64(64 - bits)) * unit
      target[i] = low.addingProduct(u, width) / scale
    }
  }

  func integers(
    _ low: Int64, _ high: Int64, from first: Int,
    into target: UnsafeMutableBufferPointer<Int64>
  ) {
    let width = UInt64(bitPattern: high &- low)
    for i in target.indices {
      target[i] = low &+ Int64(bitPattern: bits(first + i).multipliedFullWidth(by: width).high)
    }
  }

  /// Normal numbers are no further than this from their mean, in deviations: √(−2 ln 2⁻⁵³) is 8.5717.
  static var normalReach: Double { 8.6 }

  func normal(
    _ mean: Double, _ deviation: Double, from first: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    guard !target.isEmpty else { return }
    let firstPair = first / 2
    let pairs = (first + target.count - 1) / 2 - firstPair + 1
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * pairs) { memory in
      let a = memory.baseAddress!
      let b = a + pairs
      let c = b + pairs
      for pair in 0..<pairs {
        let block = philox.block(UInt64(firstPair + pair), sequence: sequence)
        a[pair] = Double((low(block) >> 11) + 1) * 0x1p-53
        b[pair] = Double(high(block) >> 11) * 0x1p-53
      }
      kernels.unary(.log, a, a, pairs)
      kernels.unary(.cosTurns, b, c, pairs)
      kernels.unary(.sinTurns, b, b, pairs)
      for i in target.indices {
        let pair = (first + i) / 2 - firstPair
        let radius = (-2 * a[pair]).squareRoot()
        let z = radius * ((first + i) % 2 == 0 ? c[pair] : b[pair])
        target[i] = mean.addingProduct(deviation, z)
      }
    }
  }
}
