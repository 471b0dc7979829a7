import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// The kernels of all instruction sets that the machine offers, beside the definition of each
/// result, bit by bit.
struct KernelCheck<Scalar: ComputeScalar> {
  let set: InstructionSet
  let kernels: KernelTable<Scalar>
  var generator: SeededGenerator

  /// Runs `body` for each instruction set.
  static func forEachSet(
    _ name: String, as _: Scalar.Type, _ body: (inout KernelCheck) throws -> Void
  ) rethrows {
    let generator = SeededGenerator.forTest("\(name) of \(Scalar.self)")
    for set in InstructionSet.offered {
      var check = KernelCheck(set: set, kernels: set.kernels(Scalar.self), generator: generator)
      try body(&check)
    }
  }

  /// Numbers of things that end before, at and after whole vectors, and primes.
  var counts: [Int] {
    let lanes = kernels.lanes
    return [
      1, 2, 3, 5, 7, lanes - 1, lanes, lanes + 1, 13, 2 * lanes - 1, 2 * lanes, 2 * lanes + 1, 37,
      3 * lanes + 1,
    ].filter { $0 > 0 }
  }

  /// Any numbers, among them a few NaNs and infinities.
  mutating func values(_ count: Int) -> KernelInput<Scalar> {
    KernelInput(generator.wild(count).map { Scalar($0) })
  }

  mutating func count() -> Int { generator.pick(counts) }

  /// Expects the bits of `expected`, and nothing written around them.
  func expect(
    _ found: GuardedBuffer<Scalar>, _ expected: [Scalar], slack: Int = 0, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let elements = found.elements
    let at = elements.indices.first { !Self.sameBits(elements[$0], expected[$0]) }
    #expect(
      at == nil,
      "\(set) \(what): result \(at!) is \(elements[at!]), expected \(expected[at!])",
      sourceLocation: sourceLocation)
    #expect(
      found.isIntact(slack: slack), "\(set) \(what) writes elsewhere",
      sourceLocation: sourceLocation)
  }

  private static func sameBits(_ a: Scalar, _ b: Scalar) -> Bool {
    withUnsafeBytes(of: a) { a in withUnsafeBytes(of: b) { Array(a) == Array($0) } }
  }

  static func canonical(_ value: Scalar) -> Scalar { value.isNaN ? .nan : value }
}
