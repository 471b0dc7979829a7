import KernelInterface

/// Variances, from one pass over the elements.
///
/// With k the first of n elements, d = x − k, s₁ = Σ d and s₂ = Σ d²:
///
///     variance = (s₂ − (s₁/n)·s₁) / (n − ddof)
///
/// all of it in twice the precision of float64: as k is one of the elements, the difference loses
/// at most the digits of n, and what is left is nearly always the correctly rounded result. Sums
/// are taken block by block: `docs/numerics.md`.
struct Moments: ReductionAccumulator {
  /// Elements of a block. Part of the definition of every result; so few that most rows have
  /// several.
  private static var blockLength: Int { 128 }
  /// Blocks of one result that are summed side by side.
  private static var blocksAtOnce: Int { 8 }

  private var origins: GrowingValues<Double>
  /// The sums of the current block, and of those before; arbitrary before the first element and
  /// before the end of the first block.
  private var partials: MomentSums
  private var totals: MomentSums
  private let several: MomentSums
  private let severalOrigins: GrowingValues<Double>
  private let lostDegrees: Int
  private let kernels: ElementaryTable

  init(lostDegrees: Int, kernels: ElementaryTable) throws(MemoryError) {
    self.lostDegrees = lostDegrees
    self.kernels = kernels
    origins = try GrowingValues()
    partials = try MomentSums()
    totals = try MomentSums()
    several = try MomentSums()
    severalOrigins = try GrowingValues()
  }

  mutating func reserve(_ count: Int, end: Int) throws(MemoryError) {
    try origins.reserve(count)
    try partials.reserve(count)
    if end >= Self.blockLength { try totals.reserve(count) }
  }

  mutating func add(
    _ elements: UnsafePointer<Double>, numbers: Int, outputs: Int, output: Int, number: Int
  ) {
    if number == 0 { (origins.base + output).update(from: elements, count: outputs) }
    var done = 0
    while done < numbers {
      let (block, offset) = (number + done).quotientAndRemainder(dividingBy: Self.blockLength)
      let x = elements + done * outputs
      let blocks = min((numbers - done) / Self.blockLength, Self.blocksAtOnce)
      if outputs == 1, offset == 0, blocks > 1 {
        add(blocks, x, output, block)
        done += blocks * Self.blockLength
        continue
      }
      let piece = min(numbers - done, Self.blockLength - offset)
      if offset == 0 { partials.clear(output, outputs) }
      kernels.moments(
        partials.job(
          x, numbers: piece, numberStep: outputs, sums: outputs, sumStep: 1,
          origins: origins.base + output, at: output))
      if offset + piece == Self.blockLength {
        for i in output..<(output + outputs) { join(partials[i], block, i) }
      }
      done += piece
    }
  }

  /// Adds some blocks of one result, side by side.
  private func add(_ count: Int, _ x: UnsafePointer<Double>, _ output: Int, _ block: Int) {
    severalOrigins.base.update(repeating: origins.base[output], count: count)
    several.clear(0, count)
    kernels.moments(
      several.job(
        x, numbers: Self.blockLength, numberStep: 1, sums: count, sumStep: Self.blockLength,
        origins: severalOrigins.base, at: 0))
    for i in 0..<count { join(several[i], block + i, output) }
  }

  /// Adds the sums of a block to those of the blocks before.
  private func join(_ sums: MomentSum, _ block: Int, _ output: Int) {
    totals[output] = (block == 0 ? .zero : totals[output]) + sums
  }

  func result<Target: StoredElement>(_ output: Int, count: Int, as: Target.Type) -> Target {
    let (blocks, left) = count.quotientAndRemainder(dividingBy: Self.blockLength)
    var sums = blocks > 0 ? totals[output] : .zero
    if left > 0 { sums = sums + partials[output] }
    return Target(
      nearest: Self.variance(sums, Double(count), Double(count - lostDegrees)),
      rounding: .toNearestOrEven)
  }

  private static func variance(_ sums: MomentSum, _ count: Double, _ divisor: Double) -> Double {
    // Squares of large numbers have no finite sum; without a sum of distances there is nothing.
    guard sums.squares.high.isFinite else {
      return sums.distances.high.isFinite ? .infinity : .nan
    }
    // Divided first: the square of a sum may have no room where that of squares has.
    let difference = sums.squares - sums.distances / count * sums.distances
    return difference.high <= 0 ? 0 : (difference / divisor).high
  }
}
