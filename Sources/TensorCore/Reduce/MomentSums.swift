import KernelInterface

/// Σ d and Σ d² of several results, each in two parts.
struct MomentSums {
  private var distances: GrowingValues<Double>
  private var distancesLost: GrowingValues<Double>
  private var squares: GrowingValues<Double>
  private var squaresLost: GrowingValues<Double>

  init() throws(MemoryError) {
    distances = try GrowingValues()
    distancesLost = try GrowingValues()
    squares = try GrowingValues()
    squaresLost = try GrowingValues()
  }

  mutating func reserve(_ count: Int) throws(MemoryError) {
    try distances.reserve(count)
    try distancesLost.reserve(count)
    try squares.reserve(count)
    try squaresLost.reserve(count)
  }

  func clear(_ first: Int, _ count: Int) {
    (distances.base + first).update(repeating: 0, count: count)
    (distancesLost.base + first).update(repeating: 0, count: count)
    (squares.base + first).update(repeating: 0, count: count)
    (squaresLost.base + first).update(repeating: 0, count: count)
  }

  /// What adds elements to the sums from number `first` on.
  func job(
    _ elements: UnsafePointer<Double>, numbers: Int, numberStep: Int, sums: Int, sumStep: Int,
    origins: UnsafePointer<Double>, at first: Int
  ) -> MomentsJob {
    MomentsJob(
      elements: elements, numbers: numbers, numberStep: numberStep, sums: sums, sumStep: sumStep,
      origins: origins, distances: distances.base + first,
      distancesLost: distancesLost.base + first, squares: squares.base + first,
      squaresLost: squaresLost.base + first)
  }

  subscript(index: Int) -> MomentSum {
    get {
      MomentSum(
        distances: TwicePrecise(distances.base[index], distancesLost.base[index]),
        squares: TwicePrecise(squares.base[index], squaresLost.base[index]))
    }
    nonmutating set {
      distances.base[index] = newValue.distances.high
      distancesLost.base[index] = newValue.distances.low
      squares.base[index] = newValue.squares.high
      squaresLost.base[index] = newValue.squares.low
    }
  }
}

/// Σ d and Σ d² of one result.
struct MomentSum {
  static let zero = MomentSum(distances: TwicePrecise(0, 0), squares: TwicePrecise(0, 0))

  var distances: TwicePrecise
  var squares: TwicePrecise

  static func + (a: Self, b: Self) -> Self {
    MomentSum(distances: a.distances + b.distances, squares: a.squares + b.squares)
  }
}
