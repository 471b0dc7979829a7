import ArgumentParser
import TensorCore
import TestSupport
import Testing
import ToolKit

/// The options of conv that a manifest uses.
private struct ConvolutionCommand: ParsableArguments {
  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
}

/// conv.txt through library calls, in float64 and in float32, under every execution.
@Suite struct GoldenConvolutionTests {
  @Test(arguments: try Golden.implemented("conv"))
  func matchesTheOracle(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let command = try ConvolutionCommand.parse(Array(golden.command.dropFirst()))
    let expected = try #require(arrays["y"])
    let scale = try magnitudes(command, arrays)
    for type in [ElementType.float64, .float32] {
      let converted = try arrays.mapValues { try $0.converted(to: type) }
      let bytes = try Executions.agreed { try run(command, converted, $0) }
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
    _ command: ConvolutionCommand, _ arrays: [String: Tensor]
  ) throws -> [Double] {
    let absolute = try arrays.mapValues {
      try Tensor.of($0.values.map(abs), $0.shape.axes, .float64)
    }
    var command = command
    if case .constant(let value) = try command.convolution.options.padMode {
      command.convolution.pad.padMode = "constant:\(abs(value))"
    }
    let bytes = try run(command, absolute, Executions.one)
    return try #require(try TensorStream.read(bytes).first).values
  }

  private func run(
    _ command: ConvolutionCommand, _ arrays: [String: Tensor], _ execution: Execution
  ) throws -> [UInt8] {
    let options = try command.convolution.options
    let (x, weight) = (try #require(arrays["x"]), try #require(arrays["weight"]))
    let bias = arrays["bias"]
    if command.transposed.transpose {
      let size = try command.transposed.size(options)
      let operation = try TransposedConvolution(
        options, weight: weight, bias: bias, execution: execution)
      return try TensorStream.transform([x]) {
        try operation.apply($0, to: $1, size: size)
      }
    }
    let operation = try Convolution(options, weight: weight, bias: bias, execution: execution)
    return try TensorStream.transform([x]) { try operation.apply($0, to: $1) }
  }
}
