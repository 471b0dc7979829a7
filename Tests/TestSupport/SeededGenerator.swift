import Foundation

/// Random numbers that come again with the same seed: SplitMix64 (Steele, Lea and Flood, 'Fast
/// splittable pseudorandom number generators', 2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  public let seed: UInt64
  private var state: UInt64

  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// For one test: seeded by `CONVPIPE_TEST_SEED` where that is set, else anew each time. Prints
  /// the seed, so that a failure can be had again.
  public static func forTest(_ name: String) -> SeededGenerator {
    let wished = ProcessInfo.processInfo.environment["CONVPIPE_TEST_SEED"].flatMap { UInt64($0) }
    let seed = wished ?? UInt64.random(in: 0...UInt64(UInt32.max))
    print("\(name): CONVPIPE_TEST_SEED=\(seed)")
    return SeededGenerator(seed: seed)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  public mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[integer(0...(choices.count - 1))]
  }

  /// True once in `count` times.
  public mutating func chance(oneIn count: Int) -> Bool { integer(1...count) == 1 }

  /// `count` whole numbers in a range, as the values of elements.
  public mutating func integers(_ count: Int, in range: ClosedRange<Int> = -4...4) -> [Double] {
    (0..<count).map { _ in Double(integer(range)) }
  }

  /// `count` numbers between −1 and 1 that float32 holds exactly.
  public mutating func reals(_ count: Int) -> [Double] {
    (0..<count).map { _ in Double(Float.random(in: -1...1, using: &self)) }
  }
}
