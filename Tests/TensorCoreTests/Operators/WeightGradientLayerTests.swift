import TensorCore
import TestSupport
import Testing

/// A layer whose gradient for the weight is compared: the direct route, by several lanes of positions or channels,
/// with that of the im2col matrix, which takes one block of positions after the other.
struct WeightGradientLayer: CustomTestStringConvertible, Sendable {
  var input: [Int]
  var kernel: [Int]
  var outputs = 1
  /// One filter for each channel, or one with spatial axes only.
  var isDepthwise = false
  var isPerChannel = false
  var stride = [1]
  var dilation = [1]
  var padding = 0
  var padMode = PadMode.zero

  var testDescription: String {
    "\(input) \(kernel) to \(outputs)\(isDepthwise ? " depthwise" : "")"
      + "\(isPerChannel ? " per channel" : "") stride \(stride) padding \(padding) \(padMode)"
  }

  var options: ConvolutionOptions {
    var options = ConvolutionOptions()
    options.layout = .standard(dims: kernel.count)
    options.stride = kernel.indices.map { stride[$0 % stride.count] }
    options.dilation = kernel.indices.map { dilation[$0 % dilation.count] }
    options.padding = .amounts(
      kernel.map { _ in Padding.Amount(before: padding, after: padding) })
    options.padMode = padMode
    options.groups = isDepthwise ? input.last! : 1
    return options
  }
  /// Of dOutput.
  var output: [Int] {
    let spatial = kernel.indices.map {
      let reach = (kernel[$0] - 1) * options.dilation[$0] + 1
      return (input[$0 + 1] + 2 * padding - reach) / options.stride[$0] + 1
    }
    return [input[0]] + spatial + [isDepthwise || isPerChannel ? input.last! : outputs]
  }

  func gradient(
    _ x: [Tensor], _ v: [Tensor], _ method: WeightGradientMethod,
    _ execution: Execution, through route: TensorStream.Route = .file
  ) throws -> [UInt8] {
    let operation = try ConvolutionWeightGradient(
      options, kernel: kernel, isPerChannel: isPerChannel, method: method,
      execution: execution)
    try TensorStream.pair(x, v, through: route) { try operation.add(input: $0, dOutput: $1) }
    return try #require(try operation.result()).npy
  }

  /// Expects the same bytes by any level, number of threads and kind of stream; the second array starts
  /// within a block, unless an array is a number of blocks.
  func expectTheSumsOfOneBlockAfterTheOther() throws {
    var generator = SeededGenerator.forTest("blocks \(testDescription)")
    for type in [ElementType.float32, .float64] {
      let pairs = try (0..<2).map { _ in
        (
          try Tensor.of(generator.reals(input.reduce(1, *)), input, type),
          try Tensor.of(generator.reals(output.reduce(1, *)), output, type)
        )
      }
      let (x, v) = (pairs.map(\.0), pairs.map(\.1))
      let expected = try gradient(x, v, .im2col, Executions.one)
      let found = try Executions.agreed { try gradient(x, v, .direct, $0) }
      #expect(Comparison.difference(found, expected) == nil, "\(type)")
      let pipe = try gradient(x, v, .direct, Executions.all.last!, through: .pipe)
      #expect(Comparison.difference(pipe, expected) == nil, "\(type) through a pipe")
    }
  }

  /// Expects that a product of padding and an element that is no finite number is none of a sum's.
  func expectNumbersThatAreNotFiniteInTheirSums() throws {
    var generator = SeededGenerator.forTest("wild blocks \(testDescription)")
    let x = try Tensor.of(
      generator.wild(input.reduce(1, *)).map(Double.init), input, .float32)
    // Few positions only: most sums are numbers.
    var values = generator.reals(output.reduce(1, *))
    for i in values.indices where !generator.chance(oneIn: 3000) { values[i] = 0 }
    let v = try Tensor.of(values, output, .float32)
    for (x, v) in [
      (x, v), (try Tensor.of(Array(repeating: 1, count: x.count), input, .float32), v),
    ] {
      let expected = try gradient([x], [v], .im2col, Executions.one)
      let found = try Executions.agreed { try gradient([x], [v], .direct, $0) }
      #expect(Comparison.difference(found, expected) == nil)
    }
  }
}

/// Gradients for a weight by several lanes of positions or of channels: the bytes are those of the im2col
/// matrix, which takes one block after the other.
@Suite struct WeightGradientLayerTests {
  static let layers =
    WeightGradientLayer.inBlockLanes + WeightGradientLayer.inRowLanes
    + WeightGradientLayer.inStrandLanes

  @Test(arguments: layers)
  func theSumsAreThoseOfOneBlockAfterTheOther(_ layer: WeightGradientLayer) throws {
    try layer.expectTheSumsOfOneBlockAfterTheOther()
  }

  @Test(arguments: layers)
  func numbersThatAreNotFiniteStayInTheirSums(_ layer: WeightGradientLayer) throws {
    try layer.expectNumbersThatAreNotFiniteInTheirSums()
  }
}
