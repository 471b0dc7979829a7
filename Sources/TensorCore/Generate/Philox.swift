/// The counter-based random generator Philox 4×32 with 10 rounds (Salmon, Moraes, Dror and Shaw,
/// 'Parallel random numbers: as easy as 1, 2, 3', 2011).
///
/// A block of four 32-bit words is a function of a key and a 128-bit counter alone, so any
/// element of a random array can be had without those before it.
public struct Philox: Sendable {
  private let key: (UInt32, UInt32)

  /// - Parameter seed: the key: its low 32 bits are the first word.
  public init(seed: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The block number `counter` of sequence `sequence`: the counter's words are the low and
  /// high halves of `counter`, then those of `sequence`.
  public func block(_ counter: UInt64, sequence: UInt64 = 0) -> SIMD4<UInt32> {
    var c = SIMD4<UInt32>(
      UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
      UInt32(truncatingIfNeeded: sequence), UInt32(truncatingIfNeeded: sequence >> 32))
    var (k0, k1) = key
    for round in 0..<10 {
      if round > 0 {
        k0 &+= 0x9E37_79B9
        k1 &+= 0xBB67_AE85
      }
      let first = UInt64(c[0]) &* 0xD251_1F53
      let second = UInt64(c[2]) &* 0xCD9E_8D57
      c = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ c[1] ^ k0,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ c[3] ^ k1,
        UInt32(truncatingIfNeeded: first))
    }
    return c
  }
}
