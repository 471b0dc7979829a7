import TensorCore
import TestSupport
import Testing
import ToolKit

/// conv.txt through library calls, in float64 and in float32, under every execution.
@Suite struct GoldenConvolutionTests {
  @Test(arguments: try Golden.implemented("conv"))
  func matchesTheOracle(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let options = try ConvolutionArguments.parse(Array(golden.command.dropFirst())).options
    let expected = try #require(arrays["y"])
    let scale = try magnitudes(options, arrays)
    for type in [ElementType.float64, .float32] {
      let bytes = try Executions.agreed { execution in
        let operation = try Convolution(
          options, weight: try #require(arrays["weight"]).converted(to: type),
          bias: try arrays["bias"]?.converted(to: type), execution: execution)
        return try TensorStream.transform([try #require(arrays["x"]).converted(to: type)]) {
          try operation.apply($0, from: $1, to: $2)
        }
      }
      let result = try #require(try TensorStream.read(bytes).first)
      #expect(result.elementType == type)
      // One rounding a tap, and one where a mean or a constant is rounded first. The oracle's
      // own rounding, in float64, is in 1e-12.
      let taps = try #require(arrays["weight"]).count + 2
      let relative = 1e-12 + (type == .float64 ? 0 : RoundingBound.gamma(taps, .float32))
      #expect(Comparison.difference(result, expected, bound: scale.map { $0 * relative }) == nil)
    }
  }

  /// Σ|x·w| + |bias| for each result: the same convolution in float64 on absolute values.
  private func magnitudes(
    _ options: ConvolutionOptions, _ arrays: [String: Tensor]
  ) throws -> [Double] {
    func absolute(_ tensor: Tensor) throws -> Tensor {
      try .of(tensor.values.map(abs), tensor.shape.axes, .float64)
    }
    var options = options
    if case .constant(let value) = options.padMode { options.padMode = .constant(abs(value)) }
    let operation = try Convolution(
      options, weight: try absolute(try #require(arrays["weight"])),
      bias: try arrays["bias"].map(absolute), execution: Executions.one)
    let bytes = try TensorStream.transform([try absolute(try #require(arrays["x"]))]) {
      try operation.apply($0, from: $1, to: $2)
    }
    return try #require(try TensorStream.read(bytes).first).values
  }
}
