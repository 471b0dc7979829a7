import TensorCore
import TestSupport
import Testing

/// The gradients of 300 convolutions drawn at random.
@Suite struct RandomGradientTests {
  private func forEachDraw(
    _ name: String, _ part: Int, _ body: (ConvolutionDraw, String) throws -> Void
  ) throws {
    try ConvolutionDraws(name, part, count: 60).forEach(reals: true, body)
  }

  /// A gradient for the result of a draw.
  private func dOutput(_ draw: ConvolutionDraw, _ type: ElementType? = nil) throws -> Tensor {
    let z = try TensorStream.read(try draw.result(.direct, Executions.one))[0]
    var generator = SeededGenerator(seed: UInt64(z.count))
    return try .of(generator.reals(z.count), z.shape.axes, type ?? draw.x.elementType)
  }

  private func dInput(
    _ draw: ConvolutionDraw, _ v: [Tensor], method: ConvolutionMethod = .auto,
    _ execution: Execution, through route: TensorStream.Route = .file
  ) throws -> [UInt8] {
    var options = draw.options
    options.method = method
    let operation = try TransposedConvolution(
      options, weight: draw.weight, execution: execution)
    return try TensorStream.transform(v, through: route) {
      try operation.apply($0, to: $1, like: draw.x.shape)
    }
  }

  /// The sum of the gradients of all pairs.
  private func dWeight(
    _ draw: ConvolutionDraw, _ x: [Tensor], _ v: [Tensor],
    method: WeightGradientMethod = .direct, _ execution: Execution,
    through route: TensorStream.Route = .file
  ) throws -> [UInt8] {
    let operation = try ConvolutionWeightGradient(
      draw.options, kernel: draw.kernel,
      isPerChannel: draw.weight.shape.rank == draw.options.layout.dims, method: method,
      execution: execution)
    try TensorStream.pair(x, v, through: route) { try operation.add(input: $0, dOutput: $1) }
    return try #require(try operation.result()).npy
  }

  @Test(arguments: ConvolutionDraws.parts) func theMatricesAgree(_ part: Int) throws {
    try forEachDraw("gradient methods", part) { draw, place in
      let v = try dOutput(draw)
      let direct = try Executions.agreed { try dWeight(draw, [draw.x], [v], $0) }
      for method in [WeightGradientMethod.im2col, .matrix] {
        let formed = try Executions.agreed {
          try dWeight(draw, [draw.x], [v], method: method, $0)
        }
        #expect(Comparison.difference(formed, direct) == nil, "\(method) \(place)")
      }
      let flipped = try Executions.agreed { try dInput(draw, [v], $0) }
      guard draw.options.padMode == .zero else { return }
      let matrix = try Executions.agreed { try dInput(draw, [v], method: .matrix, $0) }
      #expect(Comparison.difference(matrix, flipped) == nil, "\(place)")
    }
  }

  @Test(arguments: ConvolutionDraws.parts) func pipesAndFilesAgree(_ part: Int) throws {
    try forEachDraw("gradients through pipes", part) { draw, place in
      let v = try dOutput(draw)
      let (x2, v2) = ([draw.x, draw.x], [v, v])
      let last = Executions.all.last!
      #expect(
        try dInput(draw, v2, last, through: .pipe) == dInput(draw, v2, Executions.one), "\(place)")
      #expect(
        try dWeight(draw, x2, v2, last, through: .pipe) == dWeight(draw, x2, v2, Executions.one),
        "\(place)")
    }
  }

  /// With a stride beyond the kernel's elements no tap may lead to an input at all.
  @Test(arguments: [(1, 1), (1, 5), (3, 1), (2, 17)])
  func whatNoTapReachesGetsZero(_ channels: Int, _ outputs: Int) throws {
    var options = ConvolutionOptions()
    (options.stride, options.dilation, options.padding) = ([1, 3], [2, 3], .sameLower)
    let weight = try Tensor.of(
      [Double](repeating: 2, count: 8 * channels * outputs), [4, 2, channels, outputs])
    let v = try Tensor.of([Double](repeating: 3, count: 9 * outputs), [9, 1, outputs])
    let zeros = try Tensor.of([Double](repeating: 0, count: 9 * channels), [9, 1, channels])
    let found = try Executions.agreed { execution in
      let operation = try TransposedConvolution(options, weight: weight, execution: execution)
      return try TensorStream.transform([v, v, v]) {
        try operation.apply($0, to: $1, like: zeros.shape)
      }
    }
    #expect(Comparison.difference(found, zeros.npy + zeros.npy + zeros.npy) == nil)
  }

  /// ⟨conv(x), v⟩ = ⟨W, dWeight⟩, and ⟨conv(x) − conv(0), v⟩ = ⟨x, dInput⟩, where conv(0) is
  /// what padding with a constant gives and is 0 otherwise; in float64 to 10⁻¹² of Σ|z·v|.
  @Test(arguments: ConvolutionDraws.parts) func theGradientsAreAdjoints(_ part: Int) throws {
    try forEachDraw("adjoints", part) { draw, place in
      let (x, weight) = (
        try draw.x.converted(to: .float64), try draw.weight.converted(to: .float64)
      )
      let wide = ConvolutionDraw(draw.options, kernel: draw.kernel, x: x, weight: weight)
      func result(_ x: Tensor) throws -> [Double] {
        try TensorStream.read(try wide.result(.direct, [x], Executions.one))[0].values
      }
      let z = try result(x)
      let offset = try result(try .of(x.values.map { _ in 0 }, x.shape.axes, .float64))
      let v = try dOutput(draw, .float64)
      func product(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let back = try TensorStream.read(try dInput(wide, [v], Executions.one))[0]
      let gradient = try TensorStream.read(try dWeight(wide, [x], [v], Executions.one))[0]
      #expect(back.shape == x.shape && gradient.shape == weight.shape, "\(place)")
      let (whole, linear) = (
        product(z, v.values), product(zip(z, offset).map { $0 - $1 }, v.values)
      )
      let scale = (zip(z, offset).map { abs($0) + abs($1) }, v.values.map(abs))
      let bound = 1e-12 * product(scale.0, scale.1)
      #expect(abs(whole - product(weight.values, gradient.values)) <= bound, "\(place)")
      #expect(abs(linear - product(x.values, back.values)) <= bound, "\(place)")
    }
  }
}
