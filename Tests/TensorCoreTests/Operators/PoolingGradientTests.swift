import TensorCore
import TestSupport
import Testing

/// Gradients of pooling as adjoints: ⟨pool′(x)·u, v⟩ = ⟨u, pool-grad v⟩ in float64.
@Suite struct PoolingGradientTests {
  private static let shape = [2, 9, 11, 3]

  /// Overlapping, lying apart, dilated, padded, hanging over, shared, one for all.
  private static let geometries: [PoolingOptions] = {
    var options = [PoolingOptions](repeating: PoolingOptions(.max, kernel: [3]), count: 6)
    (options[0].stride, options[0].padding) = ([1], .same)
    (options[1].kernel, options[1].stride) = ([2, 3], [3, 2])
    (options[2].dilation, options[2].stride) = ([2], [1, 2])
    options[3].padding = .amounts([.init(before: 1, after: 0), .init(before: 2, after: 1)])
    (options[3].stride, options[3].ceilMode) = ([2], true)
    options[4].adaptive = [4, 7]
    options[5].isGlobal = true
    return options
  }()

  private func pool(_ x: [Double], _ options: PoolingOptions) throws -> Tensor {
    let bytes = try TensorStream.transform([try .of(x, Self.shape, .float64)]) {
      try Pooling(options, execution: Executions.one).apply($0, to: $1)
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  /// Where each result comes from, counted in the whole array.
  private func indices(_ x: [Double], _ options: PoolingOptions) throws -> [Int] {
    let scratch = try Scratch()
    let path = scratch.file("indices.npy")
    let output = PoolingIndexOutput(try TensorWriter(path: path), .array)
    _ = try TensorStream.transform([try .of(x, Self.shape, .float64)]) {
      try Pooling(options, execution: Executions.one)
        .apply($0, to: $1, indices: output)
    }
    try output.writer.finish()
    return try #require(try TensorStream.read(path: path).first).values.map { Int($0) }
  }

  private func gradient(_ x: [Double], _ v: Tensor, _ options: PoolingOptions) throws -> [Double] {
    let input = try Tensor.of(x, Self.shape, .float64)
    let gradient = PoolingGradientCase(
      options: options, input: input, shape: input.shape, dOutput: v)
    return try #require(try TensorStream.read(Executions.agreed(gradient.run)).first).values
  }

  /// ⟨a, b⟩, and ⟨|a|, |b|⟩, which rounding errors are relative to.
  private func products(_ a: [Double], _ b: [Double]) -> (sum: Double, magnitude: Double) {
    (zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }, zip(a, b).reduce(0) { $0 + abs($1.0 * $1.1) })
  }

  /// - Parameters:
  ///   - change: pool′(x)·u.
  ///   - error: how far it is off, relative to the products that are added.
  private func check(
    _ change: [Double], _ x: [Double], _ u: [Double], _ v: Tensor, _ options: PoolingOptions,
    error: Double
  ) throws {
    let forward = products(change, v.values)
    let backward = products(u, try gradient(x, v, options))
    let bound = error * (forward.magnitude + backward.magnitude)
    #expect(abs(forward.sum - backward.sum) <= bound, "\(options)")
    #expect(backward.magnitude > 0)
  }

  @Test(arguments: geometries.indices)
  func averageIsTheAdjoint(_ geometry: Int) throws {
    var random = SeededGenerator.forTest("averageIsTheAdjoint \(geometry)")
    var options = Self.geometries[geometry]
    options.mode = .average
    for (counts, divisor) in [(false, nil), (true, nil), (false, 5)] {
      (options.countsPadding, options.divisor) = (counts, divisor)
      let u = random.reals(Self.shape.reduce(1, *))
      let change = try pool(u, options)
      let v = try Tensor.of(random.reals(change.count), change.shape.axes, .float64)
      try check(change.values, u, u, v, options, error: 1e-13)
    }
  }

  @Test(arguments: geometries.indices, [PoolingMode.max, .min])
  func choicesAreTheAdjoint(_ geometry: Int, _ mode: PoolingMode) throws {
    var random = SeededGenerator.forTest("choicesAreTheAdjoint \(geometry) \(mode)")
    var options = Self.geometries[geometry]
    options.mode = mode
    let count = Self.shape.reduce(1, *)
    // Few values: most windows have a tie.
    let (x, u) = (random.integers(count, in: -2...2), random.reals(count))
    let change = try indices(x, options).map { u[$0] }
    let z = try pool(x, options)
    let v = try Tensor.of(random.reals(z.count), z.shape.axes, .float64)
    try check(change, x, u, v, options, error: 1e-13)
  }

  /// By central differences, whose error is about ε² + 2⁻⁵³/ε, times what third derivatives are
  /// for elements that are not near 0.
  @Test(arguments: geometries.indices, [1.0, 1.5, 2, 3])
  func powersAreTheAdjoint(_ geometry: Int, _ p: Double) throws {
    var random = SeededGenerator.forTest("powersAreTheAdjoint \(geometry) \(p)")
    var options = Self.geometries[geometry]
    (options.mode, options.power) = (.lp, p)
    let count = Self.shape.reduce(1, *)
    let x = random.reals(count).map { $0 < 0 ? $0 - 1 : $0 + 1 }
    let u = random.reals(count)
    let step = 1e-5
    let after = try pool(zip(x, u).map { $0 + step * $1 }, options)
    let before = try pool(zip(x, u).map { $0 - step * $1 }, options).values
    let change = zip(after.values, before).map { ($0 - $1) / (2 * step) }
    let v = try Tensor.of(random.reals(after.count), after.shape.axes, .float64)
    try check(change, x, u, v, options, error: 1e-8)
  }
}
