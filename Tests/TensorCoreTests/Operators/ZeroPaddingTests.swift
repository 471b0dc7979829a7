import TensorCore
import TestSupport
import Testing

/// Products with zeros of the padding are left out where that changes no bit: with weights that
/// are not finite or negative zeros, sums that underflow to −0, and biases of −0 they are not to
/// be told from convolutions that take all.
@Suite struct ZeroPaddingTests {
  private static let values: [Double] = [
    1, -1, 2, -3, 0.5, 1e-30, -1e-30, 1e-40, -1e-40, 0.0, -0.0, 3e38,
  ]
  private static let rare: [Double] = [.infinity, -.infinity, .nan]

  private func array(
    _ axes: [Int], _ type: ElementType, rare: Int, sign: Double?,
    using generator: inout SeededGenerator
  ) throws -> Tensor {
    let values = (0..<axes.reduce(1, *)).map { _ in
      rare > 0 && generator.chance(oneIn: rare)
        ? generator.pick(Self.rare) : generator.pick(Self.values)
    }
    guard let sign else { return try .of(values, axes, type) }
    return try .of(values.map { sign * $0.magnitude }, axes, type)
  }

  private func geometry(
    _ dims: Int, using generator: inout SeededGenerator
  ) -> ConvolutionOptions {
    var options = ConvolutionOptions(layout: .standard(dims: dims))
    options.stride = [generator.pick([1, 1, 2])]
    options.dilation = [generator.pick([1, 1, 2])]
    options.padding = .amounts(
      (0..<dims).map { _ in
        .init(before: generator.integer(0...3), after: generator.integer(0...3))
      })
    return options
  }

  @Test(arguments: 0..<5) func takesNothingAway(_ part: Int) throws {
    var generator = SeededGenerator.forTest("zero padding \(part)")
    for _ in 0..<part { generator = SeededGenerator(seed: generator.next()) }
    for number in 0..<40 {
      let dims = generator.pick([1, 2, 2, 3])
      let groups = generator.pick([1, 1, 2])
      let inputs = generator.pick([8, 9, 16])
      let outputs = groups * generator.pick([1, 3, 16, 33])
      var options = geometry(dims, using: &generator)
      options.groups = groups
      let kernel = (0..<dims).map { _ in generator.integer(1...3) }
      let lengths = (0..<dims).map { _ in generator.integer(5...(dims == 3 ? 6 : 14)) }
      let type = generator.pick([ElementType.float32, .float64])
      let x = try array(
        [generator.integer(1...3)] + lengths + [inputs * groups], type,
        rare: generator.pick([0, 0, 300]), sign: nil, using: &generator)
      let weight = try array(
        kernel + [inputs, outputs], type, rare: generator.pick([0, 0, 40]),
        sign: generator.pick([nil, -1, -1, 1]), using: &generator)
      let bias = try Tensor.of([Double](repeating: -0.0, count: outputs), [outputs], type)
      func result(_ method: ConvolutionMethod, _ execution: Execution) throws -> [UInt8] {
        var options = options
        options.method = method
        let operation = try Convolution(options, weight: weight, bias: bias, execution: execution)
        return try TensorStream.transform([x]) { try operation.apply($0, to: $1) }
      }
      let direct = try Executions.agreed { try result(.direct, $0) }
      let patches = try result(.im2col, Executions.one)
      #expect(
        Comparison.difference(direct, patches) == nil,
        "number \(number): \(lengths), kernel \(kernel), \(options)")
    }
  }

  /// The gradient for the weight: rows of the kernel skip positions where they meet padding alone,
  /// unless dOutput is not finite there.
  @Test(arguments: 0..<5) func takesNothingFromWeightGradients(_ part: Int) throws {
    var generator = SeededGenerator.forTest("zero padding, weight gradients \(part)")
    for _ in 0..<part { generator = SeededGenerator(seed: generator.next()) }
    for number in 0..<20 {
      let dims = generator.pick([2, 2, 3])
      let inputs = generator.pick([1, 17, 40, 48])
      let outputs = generator.pick([3, 16, 70])
      let options = geometry(dims, using: &generator)
      let kernel = (0..<dims).map { _ in generator.integer(1...3) }
      let lengths = (0..<dims).map { _ in generator.integer(5...(dims == 3 ? 6 : 40)) }
      let type = generator.pick([ElementType.float32, .float64])
      let x = try array(
        [generator.integer(1...2)] + lengths + [inputs], type, rare: 0, sign: nil,
        using: &generator)
      let window = try Window(
        spatial: lengths, kernel: kernel, stride: options.stride, dilation: options.dilation,
        padding: options.padding)
      let dOutput = try array(
        [x.shape.axes[0]] + window.output + [outputs], type,
        rare: generator.pick([0, 0, 5000]), sign: nil, using: &generator)
      func result(_ method: WeightGradientMethod, _ execution: Execution) throws -> [UInt8] {
        let operation = try ConvolutionWeightGradient(
          options, kernel: kernel, method: method, execution: execution)
        try TensorStream.pair([x], [dOutput]) { try operation.add(input: $0, dOutput: $1) }
        return try #require(try operation.result()).npy
      }
      let direct = try Executions.agreed { try result(.direct, $0) }
      #expect(
        Comparison.difference(direct, try result(.im2col, Executions.one)) == nil,
        "number \(number): \(lengths), kernel \(kernel), \(options)")
    }
  }

  /// Windows that see nothing but padding: −0 is what a bias of −0 and negative weights give.
  @Test func windowsOfZerosOnly() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 3, after: 3)])
    let x = try Tensor.of([Double](repeating: 1, count: 8), [1, 1, 8], .float32)
    for (weight, expected) in [(-1.0, "-0.0"), (1.0, "0.0"), (.infinity, "nan")] {
      let operation = try Convolution(
        options, weight: try .of([Double](repeating: weight, count: 16), [2, 8, 1], .float32),
        bias: try .of([-0.0], [1], .float32), execution: Executions.one)
      let z = try TensorStream.read(
        try TensorStream.transform([x]) { try operation.apply($0, to: $1) })[0]
      #expect(z.shape.axes == [1, 6, 1])
      #expect("\(z.values[0]) \(z.values[5])" == "\(expected) \(expected)")
    }
  }
}
