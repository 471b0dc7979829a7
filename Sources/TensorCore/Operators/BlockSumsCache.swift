/// The sums that a gradient is being added up in, kept for the next one where that is alike:
/// streams are mostly of one shape.
final class BlockSumsCache<Key: Equatable> {
  enum Sums {
    case float32(BlockSums<Float>)
    case float64(BlockSums<Double>)

    var type: ComputeType {
      switch self {
      case .float32: .float32
      case .float64: .float64
      }
    }
  }

  private var kept: (key: Key, sums: Sums)?
  private var isInUse = false

  /// The sums to go on with.
  ///
  /// - Throws: `ConvolutionError.otherType` if those begun are of another type, and whatever
  ///   `make` throws.
  func sums<Scalar: ComputeScalar>(
    for key: Key, _ make: () throws -> BlockSums<Scalar>
  ) throws -> BlockSums<Scalar> {
    if let kept, kept.key == key {
      switch kept.sums {
      case .float32(let sums as BlockSums<Scalar>): return begin(sums)
      case .float64(let sums as BlockSums<Scalar>): return begin(sums)
      default: if isInUse { throw ConvolutionError.otherType(Scalar.computeType) }
      }
    }
    let made = try make()
    kept = (
      key, (made as? BlockSums<Float>).map(Sums.float32) ?? .float64(made as! BlockSums<Double>)
    )
    isInUse = true
    return made
  }

  private func begin<Scalar>(_ sums: BlockSums<Scalar>) -> BlockSums<Scalar> {
    if !isInUse { sums.reset() }
    isInUse = true
    return sums
  }

  /// The sums begun, which are then done with; nil if there are none.
  func take() -> (key: Key, sums: Sums)? {
    defer { isInUse = false }
    return isInUse ? kept : nil
  }
}
