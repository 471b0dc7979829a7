import TensorCore
import TestSupport
import Testing
import ToolKit

/// Every method gives the bytes of the direct one: on the data of all golden cases, under every
/// execution.
@Suite struct ConvolutionMethodTests {
  @Test(arguments: try Golden.implemented("conv").filter { !$0.command.contains("--transpose") })
  func allGiveTheSameBytes(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    var options = try ConvolutionArguments.parse(Array(golden.command.dropFirst())).options
    for type in [ElementType.float64, .float32] {
      let x = try #require(arrays["x"]).converted(to: type)
      let weight = try #require(arrays["weight"]).converted(to: type)
      let bias = try arrays["bias"]?.converted(to: type)
      func bytes(_ method: ConvolutionMethod) throws -> [UInt8] {
        options.method = method
        return try Executions.agreed { execution in
          let operation = try Convolution(
            options, weight: weight, bias: bias, execution: execution)
          return try TensorStream.transform([x, x]) {
            try operation.apply($0, to: $1)
          }
        }
      }
      let direct = try bytes(.direct)
      #expect(Comparison.difference(try bytes(.im2col), direct) == nil)
      if options.padMode == .zero {
        #expect(Comparison.difference(try bytes(.matrix), direct) == nil)
      } else {
        #expect(throws: ToeplitzError.notZeroPadding(options.padMode)) { try bytes(.matrix) }
      }
    }
  }

  /// Weights that no core's cache holds: threads take different output channels, the last of which may
  /// be fewer than a panel.
  @Test(arguments: [(16, 300), (33, 257), (64, 130)], [1, 8])
  func manyChannelsGiveTheSameBytes(_ channels: (inputs: Int, outputs: Int), side: Int) throws {
    var random = SeededGenerator.forTest("manyChannelsGiveTheSameBytes \(channels) \(side)")
    // More than a mebibyte of weights.
    let inputs = channels.inputs * 9
    var options = ConvolutionOptions()
    options.padding = .same
    let x = try Tensor.of(random.integers(2 * side * side * inputs), [2, side, side, inputs])
    let weight = try Tensor.of(
      random.integers(9 * inputs * channels.outputs), [3, 3, inputs, channels.outputs])
    let bias = try Tensor.of(random.integers(channels.outputs), [channels.outputs])
    func bytes(_ method: ConvolutionMethod, _ execution: Execution) throws -> [UInt8] {
      options.method = method
      let operation = try Convolution(options, weight: weight, bias: bias, execution: execution)
      return try TensorStream.transform([x]) { try operation.apply($0, to: $1) }
    }
    let direct = try Executions.agreed { try bytes(.direct, $0) }
    #expect(Comparison.difference(direct, try bytes(.im2col, Executions.one)) == nil)
  }

  /// The patch matrix times the weights, by the tools' own operators, is the convolution, where
  /// the columns have the order of the chain.
  @Test(
    arguments: try Golden.implemented("conv").filter { golden in
      golden.arrays == ["x", "weight", "y"]
        && ["--transpose", "--flip", "--groups", "--layout", "--weight-layout"].allSatisfy {
          option in
          !golden.command.contains { $0.hasPrefix(option) }
        }
    }) func patchesTimesWeightsIsTheConvolution(_ golden: GoldenCase) throws
  {
    let arrays = try golden.load()
    let options = try ConvolutionArguments.parse(Array(golden.command.dropFirst())).options
    let weight = try #require(arrays["weight"])
    let dims = options.layout.dims
    // A filter that each channel is filtered with is no matrix of taps and channels.
    guard weight.shape.rank == dims + 2 else { return }
    let x = try #require(arrays["x"])
    let form = Im2col(
      options, kernel: Array(weight.shape.axes.prefix(dims)), execution: Executions.one)
    let patches = try TensorStream.read(
      try TensorStream.transform([x]) { try form.apply($0, to: $1) })
    let matrix = try Tensor.of(
      weight.values, [weight.count / weight.shape.axes.last!, weight.shape.axes.last!], .float64)
    let product = MatrixProduct(.init(), execution: Executions.one)
    let results = try TensorStream.read(
      try TensorStream.transform(patches) { try product.apply($0, matrix, to: $1) })
    let operation = try Convolution(options, weight: weight, execution: Executions.one)
    let direct = try TensorStream.read(
      try TensorStream.transform([x]) { try operation.apply($0, to: $1) })
    #expect(results[0].withBytes { Array($0) } == direct[0].withBytes { Array($0) })
  }
}
