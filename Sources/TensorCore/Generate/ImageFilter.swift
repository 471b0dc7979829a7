import KernelInterface

/// Filters for images: arrays with spatial axes only, which convolution applies to each channel
/// by itself.
///
/// They are written for the field's convolution (cross-correlation): a derivative along an axis
/// is positive where values grow along it, so `sobel-x` answers with positive numbers where the
/// right side is brighter. Every filter is computed in float64.
public enum ImageFilter: Equatable, Sendable {
  /// A derivative along an axis (0 the first), smoothed along the others: the binomial row of
  /// `size − 2` elements convolved with [−1, 0, 1], times the binomial row of `size` elements
  /// along every other axis.
  case sobel(axis: Int)
  /// The sum of second differences: −2·dims in the centre, 1 at its neighbours. With diagonals,
  /// 1 everywhere and 1 − 3^dims in the centre.
  case laplacian(diagonals: Bool)
  /// exp(−r²/2σ²) about the centre, scaled along each axis so that its elements sum to 1.
  case gaussian(sigma: Double)
  /// All elements 1/count: a mean.
  case box
  /// The identity minus `amount` times the Laplacian without diagonals.
  case sharpen(amount: Double)
  /// 1 in the centre (at size / 2), else 0.
  case identity
  /// The Laplacian of a Gaussian: g·(r² − dims·σ²)/σ⁴ with g the Gaussian of σ, less its own mean, so
  /// that the elements sum to 0 (Marr and Hildreth, 'Theory of edge detection', 1980).
  case laplacianOfGaussian(sigma: Double)
  /// The Gaussian of σ minus that of ratio·σ. Near −σ²·(ratio² − 1)/2 times the Laplacian of a
  /// Gaussian; Marr and Hildreth recommend the ratio 1.6.
  case differenceOfGaussians(sigma: Double, ratio: Double)
  case gabor(Gabor)

  /// The most elements that a filter has.
  static var largest: Int { 1 << 24 }

  /// The longest derivative and the longest row of binomials that float64 holds: C(1028, 514) is 2^1022.7,
  /// C(1030, 515) beyond 2^1024.
  private static var longestDerivative: Int { 1031 }
  private static var longestBinomial: Int { 1029 }

  /// The sizes along each axis where none are asked for.
  public var usualSize: Int {
    switch self {
    case .gaussian(let sigma): Self.reaching(3 * sigma)
    case .laplacianOfGaussian(let sigma): Self.reaching(4 * sigma)
    case .differenceOfGaussians(let sigma, let ratio):
      Self.reaching(3 * max(sigma, sigma * ratio))
    case .gabor(let gabor): Self.reaching(3 * gabor.sigma * max(1, 1 / gabor.aspect))
    default: 3
    }
  }

  /// The odd size that reaches so far from the centre; not more than no filter can have.
  private static func reaching(_ distance: Double) -> Int {
    2 * Int(min(distance, Double(largest)).rounded(.up)) + 1
  }

  /// The filter as an array of `elementType`.
  ///
  /// - Parameter size: length of each axis.
  /// - Throws: `FilterError` for sizes that the filter cannot have and for options that make elements
  ///   infinite or NaN, `FillError` for a type that cannot hold its values, `ShapeError`, `MemoryError`.
  public func tensor(
    size: [Int], elementType: ElementType, execution: Execution
  ) throws -> Tensor {
    let shape = try Shape(size)
    guard shape.count <= Self.largest else { throw FilterError.tooLarge(name, size) }
    let tensor = try Tensor(elementType: elementType, shape: shape)
    let values = try values(size: size, kernels: execution.instructionSet.elementaryKernels)
    if let value = values.first(where: { !$0.isFinite }) {
      throw FilterError.notFinite(name, value)
    }
    if let value = values.first(where: { !elementType.holds($0) }) {
      throw FillError.doesNotFit("\(value)", elementType)
    }
    tensor.withBytes { bytes in
      values.withUnsafeBufferPointer {
        Conversion.narrow(
          $0.baseAddress!, to: bytes.baseAddress!, elementType, count: values.count)
      }
    }
    return tensor
  }

  func values(size: [Int], kernels: ElementaryTable) throws(FilterError) -> [Double] {
    let name = name
    func require(_ sizes: PartialRangeFrom<Int>, odd: Bool) throws(FilterError) {
      guard size.allSatisfy({ sizes.contains($0) && (!odd || $0 % 2 == 1) }) else {
        throw FilterError.size(name, size, least: sizes.lowerBound, odd: odd)
      }
    }
    switch self {
    case .sobel(let axis):
      try require(3..., odd: true)
      for (place, length) in size.enumerated() {
        let most = place == axis ? Self.longestDerivative : Self.longestBinomial
        guard length <= most else { throw FilterError.tooLong(name, size, most: most) }
      }
      return Self.product(
        size.enumerated().map { $0 == axis ? Self.derivative($1) : Self.binomial($1) })
    case .laplacian(let diagonals):
      guard size.allSatisfy({ $0 == 3 }) else { throw FilterError.fixedSize(name, size) }
      return Self.laplacian(dims: size.count, diagonals: diagonals)
    case .gaussian(let sigma):
      try require(1..., odd: false)
      return Self.gaussian(size, sigma: sigma, kernels: kernels)
    case .laplacianOfGaussian(let sigma):
      try require(1..., odd: false)
      return Self.laplacianOfGaussian(size, sigma: sigma, kernels: kernels)
    case .differenceOfGaussians(let sigma, let ratio):
      try require(1..., odd: false)
      let narrow = Self.gaussian(size, sigma: sigma, kernels: kernels)
      let wide = Self.gaussian(size, sigma: ratio * sigma, kernels: kernels)
      return zip(narrow, wide).map { $0 - $1 }
    case .gabor(let gabor):
      guard size.count == 2 else { throw FilterError.planeOnly(name, dims: size.count) }
      try require(1..., odd: false)
      return gabor.values(height: size[0], width: size[1], kernels: kernels)
    case .box:
      try require(1..., odd: false)
      let count = size.reduce(1, *)
      return [Double](repeating: 1 / Double(count), count: count)
    case .sharpen(let amount):
      guard size.allSatisfy({ $0 == 3 }) else { throw FilterError.fixedSize(name, size) }
      let laplacian = Self.laplacian(dims: size.count, diagonals: false)
      return laplacian.enumerated().map { ($0 == laplacian.count / 2 ? 1 : 0) - amount * $1 }
    case .identity:
      try require(1..., odd: false)
      return Self.product(size.map { n in (0..<n).map { $0 == n / 2 ? 1 : 0 } })
    }
  }

  public var name: String {
    switch self {
    case .sobel(let axis): "sobel along axis \(axis)"
    case .laplacian: "laplacian"
    case .gaussian: "gaussian"
    case .box: "box"
    case .sharpen: "sharpen"
    case .identity: "identity"
    case .laplacianOfGaussian: "log"
    case .differenceOfGaussians: "dog"
    case .gabor: "gabor"
    }
  }

  /// The outer product of one row an axis, multiplied from the first axis on.
  private static func product(_ rows: [[Double]]) -> [Double] {
    rows.reduce([1]) { products, row in
      products.flatMap { product in row.map { product * $0 } }
    }
  }

  /// The row `count` of Pascal's triangle with `count` elements.
  private static func binomial(_ count: Int) -> [Double] {
    (1..<count).reduce([1]) { row, _ in
      zip(row + [0], [0] + row).map { $0 + $1 }
    }
  }

  private static func derivative(_ count: Int) -> [Double] {
    let smooth = binomial(count - 2)
    return zip([0, 0] + smooth, smooth + [0, 0]).map { $0 - $1 }
  }

  private static func gaussian(
    _ size: [Int], sigma: Double, kernels: ElementaryTable
  ) -> [Double] {
    product(size.map { gaussian($0, sigma: sigma, kernels: kernels) })
  }

  private static func laplacianOfGaussian(
    _ size: [Int], sigma: Double, kernels: ElementaryTable
  ) -> [Double] {
    let variance = sigma * sigma
    // The squared distance from the centre, less the mean of the Gaussian's.
    let distances = size.reduce([-Double(size.count) * variance]) { sums, count in
      let centre = Double(count - 1) / 2
      return sums.flatMap { sum in
        (0..<count).map { sum + (Double($0) - centre) * (Double($0) - centre) }
      }
    }
    let values = zip(gaussian(size, sigma: sigma, kernels: kernels), distances)
      .map { $0 * $1 / (variance * variance) }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  private static func gaussian(
    _ count: Int, sigma: Double, kernels: ElementaryTable
  ) -> [Double] {
    let centre = Double(count - 1) / 2
    var row = (0..<count).map { i in
      let distance = (Double(i) - centre) / sigma
      return -0.5 * distance * distance
    }
    row.withUnsafeMutableBufferPointer {
      kernels.unary(.exp, $0.baseAddress!, $0.baseAddress!, count)
    }
    let sum = row.reduce(0, +)
    // An even row so narrow that even the two elements beside its centre underflow: they are half each, since the
    // others are smaller by a factor that underflows too.
    if sum == 0 {
      return (0..<count).map { (Double($0) - centre).magnitude < 1 ? 0.5 : 0 }
    }
    return row.map { $0 / sum }
  }

  private static func laplacian(dims: Int, diagonals: Bool) -> [Double] {
    let count = product([[Double]](repeating: [1, 1, 1], count: dims)).count
    return (0..<count).map { index in
      var steps = 0
      var rest = index
      for _ in 0..<dims {
        steps += rest % 3 == 1 ? 0 : 1
        rest /= 3
      }
      if steps == 0 { return Double(diagonals ? 1 - count : -2 * dims) }
      return steps == 1 || diagonals ? 1 : 0
    }
  }
}
