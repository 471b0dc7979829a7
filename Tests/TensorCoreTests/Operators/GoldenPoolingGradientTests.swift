import TensorCore
import TestSupport
import Testing

/// pool-grad.txt through library calls, in float64 and in float32, under every execution.
@Suite struct GoldenPoolingGradientTests {
  @Test(arguments: try Golden.implemented("pool-grad"))
  func matchesTheOracle(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let (options, origin) = try PoolingCommand.options(golden.command)
    let shape = try #require(arrays["dInput"]).shape
    let expected = try #require(arrays["dInput"])
    for type in [ElementType.float64, .float32] {
      let gradient = PoolingGradientCase(
        options: options, input: try arrays["input"]?.converted(to: type),
        indices: arrays["indices"], origin: origin, shape: shape,
        dOutput: try #require(arrays["dOutput"]).converted(to: type))
      let bytes = try Executions.agreed(gradient.run)
      let result = try #require(try TensorStream.read(bytes).first)
      #expect(result.elementType == type)
      let bound = try bounds(gradient, type)
      #expect(Comparison.difference(result, expected, bound: bound) == nil)
    }
  }

  /// The gradient for the magnitudes of dOutput, whose terms are of one sign in each element: its
  /// roundings are at most an addition for each window, those of the window's own value (a
  /// division, or a sum, a root and two products), and those of the oracle.
  private func bounds(_ gradient: PoolingGradientCase, _ type: ElementType) throws -> [Double] {
    var magnitudes = gradient
    magnitudes.input = try gradient.input?.converted(to: .float64)
    magnitudes.dOutput = try Tensor.of(
      gradient.dOutput.values.map(abs), gradient.dOutput.shape.axes, .float64)
    let bytes = try magnitudes.run(Executions.one)
    let largest = try #require(try TensorStream.read(bytes).first).values.map(abs)
    let options = gradient.options
    let window =
      options.isGlobal || options.adaptive != nil
      ? gradient.shape.count
      : options.kernel.count == 1
        ? options.kernel[0] * options.kernel[0] * options.kernel[0]
        : options.kernel.reduce(1, *)
    let relative =
      1e-12 + (type == .float64 ? 0 : RoundingBound.gamma(2 * window + 4, .float32))
    return largest.map { $0 * relative }
  }
}
