/// How elements compare where the largest is looked for: integers of 64 bits, which
/// float64 cannot hold, by the bits that are in the place of the elements.
enum PoolingOrder: Sendable {
  case floating, signed, unsigned

  init(_ type: ElementType) {
    switch type {
    case .int64: self = .signed
    case .uint64: self = .unsigned
    default: self = .floating
    }
  }
}

/// Whether an element takes the place of the best one before it.
protocol PoolingComparison<Scalar> {
  associatedtype Scalar: ComputeScalar
  static func isBetter(_ x: Scalar, than best: Scalar) -> Bool
}

enum Larger<Scalar: ComputeScalar>: PoolingComparison {
  @inline(__always) static func isBetter(_ x: Scalar, than best: Scalar) -> Bool {
    x > best || (x != x && best == best)
  }
}

enum LargerBits<Scalar: ComputeScalar>: PoolingComparison {
  @inline(__always) static func isBetter(_ x: Scalar, than best: Scalar) -> Bool {
    x.wholeBits > best.wholeBits
  }
}

enum LargerUnsignedBits<Scalar: ComputeScalar>: PoolingComparison {
  @inline(__always) static func isBetter(_ x: Scalar, than best: Scalar) -> Bool {
    UInt(bitPattern: x.wholeBits) > UInt(bitPattern: best.wholeBits)
  }
}
