/// Variances in float64, from one pass over the elements.
///
/// In a block of 1024 consecutive elements, with k the first of them and c their number:
///
///     d = x − k      s₁ = Σ d      s₂ = Σ d·d       plain operations in order from +0
///     mean = (k − k₀) + s₁/c      squares = s₂ − s₁·s₁/c
///
/// where k₀ is the first of all elements, and blocks are joined in order by the formula of Chan, Golub and LeVeque ('Updating formulae and
/// a pairwise algorithm for computing sample variances', 1979). As k is one of the elements, its
/// distance to the others is part of the variance itself, so little can be lost in the difference.
struct Moments: ReductionAccumulator {
  private static var blockLength: Int { BlockSums<Double>.blockLength }

  private struct State: BitwiseCopyable {
    // Of the current block.
    var first = 0.0
    var sum = 0.0
    var squares = 0.0
    // Of those before; the mean counted from the first element of all.
    var origin = 0.0
    var mean = 0.0
    var distance = 0.0

    @inline(__always) mutating func add(_ x: Double, number: Int) {
      if number % blockLength == 0 { begin(x, number) }
      let d = x - first
      sum += d
      squares += d * d
      if number % blockLength == blockLength - 1 { join(before: number + 1 - blockLength) }
    }

    private mutating func begin(_ x: Double, _ number: Int) {
      first = x
      if number == 0 { origin = x }
      (sum, squares) = (0, 0)
    }

    /// Joins the current block, of the elements from number `before` up to `end`.
    mutating func join(before: Int, count: Int = blockLength) {
      let (n, c) = (Double(before), Double(count))
      let own = first - origin + sum / c
      let difference = squares - sum * sum / c
      let ownDistance = difference < 0 ? 0 : difference
      guard before > 0 else {
        (mean, distance) = (own, ownDistance)
        return
      }
      let step = own - mean
      mean += step * (c / (n + c))
      distance += ownDistance + step * step * (n * c / (n + c))
    }
  }

  private var states: GrowingValues<State>
  private let lostDegrees: Int

  init(lostDegrees: Int) throws(MemoryError) {
    self.lostDegrees = lostDegrees
    states = try GrowingValues()
  }

  mutating func reserve(_ count: Int, end: Int) throws(MemoryError) { try states.reserve(count) }

  mutating func add(
    _ elements: UnsafePointer<Double>, numbers: Int, outputs: Int, output: Int, number: Int
  ) {
    let states = states.base + output
    if outputs == 1 {
      var state = states[0]
      for i in 0..<numbers { state.add(elements[i], number: number + i) }
      states[0] = state
      return
    }
    var x = elements
    for row in 0..<numbers {
      for i in 0..<outputs { states[i].add(x[i], number: number + row) }
      x += outputs
    }
  }

  func result<Target: StoredElement>(_ output: Int, count: Int, as: Target.Type) -> Target {
    var state = states.base[output]
    let left = count % Self.blockLength
    if left > 0 { state.join(before: count - left, count: left) }
    return Target(
      nearest: state.distance / Double(count - lostDegrees), rounding: .toNearestOrEven)
  }
}
