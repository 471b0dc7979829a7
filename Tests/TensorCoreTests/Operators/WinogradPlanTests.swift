import TensorCore
import TestSupport
import Testing

/// Winograd's method beside the direct one.
@Suite struct WinogradPlanTests {
  /// Small integers stay exact in F(2×2): its transforms only halve and quarter.
  @Test(arguments: [[6, 6], [7, 9], [3, 3], [1, 2], [13, 5]])
  func smallIntegersAreExact(_ space: [Int]) throws {
    let x = try integers([2, space[0], space[1], 5], modulus: 7)
    let weight = try integers([3, 3, 5, 18], modulus: 5)
    let bias = try integers([18], modulus: 9)
    var options = ConvolutionOptions()
    options.padding = .same
    let direct = try results(x, weight, bias, options)
    options.method = .winogradSmall
    #expect(try results(x, weight, bias, options) == direct)
  }

  /// The error of F(4×4) and F(2×2) against the direct chain in float64, as a multiple of the
  /// float32 rounding unit times Σ|x|·|w|, which bounds that of any order of summation.
  @Test(arguments: [(ConvolutionMethod.winograd, 16.0), (.winogradSmall, 4.0)])
  func errorsAreBounded(_ method: ConvolutionMethod, _ bound: Double) throws {
    let (c, o) = (33, 20)
    let x = try waves([1, 14, 15, c], 0.37)
    let weight = try waves([3, 3, c, o], 0.73)
    var options = ConvolutionOptions()
    options.padding = .same
    let exact = try results(
      x.converted(to: .float64), weight.converted(to: .float64), nil, options)
    let scale = try results(magnitudes(x), magnitudes(weight), nil, options)
    options.method = method
    let found = try results(x, weight, nil, options)
    var worst = 0.0
    for i in exact.indices {
      worst = max(worst, abs(found[i] - exact[i]) / (scale[i] * 0x1p-24))
    }
    #expect(worst < bound, "worst error \(worst)")
    #expect(worst > 0.01, "worst error \(worst): not computed in float32?")
  }

  @Test func whatItCannotDoIsRefused() throws {
    var options = ConvolutionOptions()
    options.method = .winograd
    let x = try integers([1, 8, 8, 4], modulus: 7)
    func expect(_ error: WinogradError, weight: [Int]) {
      #expect(throws: error) {
        try results(x, try integers(weight, modulus: 5), nil, options)
      }
    }
    expect(.perChannel, weight: [3, 3])
    expect(.shape(kernel: [5, 5], stride: [1, 1], dilation: [1, 1]), weight: [5, 5, 4, 2])
    options.stride = [2]
    expect(.shape(kernel: [3, 3], stride: [2, 2], dilation: [1, 1]), weight: [3, 3, 4, 2])
    options.stride = [1]
    options.groups = 2
    expect(.grouped(2), weight: [3, 3, 2, 4])
  }

  private func results(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ options: ConvolutionOptions
  ) throws -> [Double] {
    let bytes = try Executions.agreed { execution in
      let operation = try Convolution(options, weight: weight, bias: bias, execution: execution)
      return try TensorStream.transform([x, x]) { try operation.apply($0, to: $1) }
    }
    return try TensorStream.read(bytes)[0].values
  }

  private func integers(_ shape: [Int], modulus: Int) throws -> Tensor {
    let count = shape.reduce(1, *)
    return try Tensor.of(
      (0..<count).map { Double(($0 * 7919 / 13) % modulus - modulus / 2) }, shape, .float32)
  }

  private func waves(_ shape: [Int], _ step: Float) throws -> Tensor {
    let count = shape.reduce(1, *)
    var state: UInt32 = UInt32(step * 1000)
    let values = (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Double(Float(state >> 8) / Float(1 << 23) - 1)
    }
    return try Tensor.of(values, shape, .float32)
  }

  private func magnitudes(_ tensor: Tensor) throws -> Tensor {
    try Tensor.of(tensor.values.map { abs($0) }, tensor.shape.axes, .float64)
  }
}
