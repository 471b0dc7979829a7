import TensorCore
import TestSupport
import Testing

/// Gradients for a weight over so many positions that blocks are taken several at once, a lane for
/// each: the bytes are those of the im2col matrix, which takes one after the other.
@Suite struct BlockLanesTests {
  struct Layer: CustomTestStringConvertible, Sendable {
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
  }

  static let layers = [
    // Lines of whole blocks, of parts of them, and of several.
    Layer(input: [1, 40, 1024, 1], kernel: [3, 3], padding: 1),
    Layer(input: [1, 99, 333, 1], kernel: [5, 5], padding: 2, padMode: .reflect),
    Layer(input: [1, 13, 3001, 1], kernel: [3, 7]),
    // Small images, between which there are rows of padding; and hardly more blocks than are worth it.
    Layer(input: [41, 28, 28, 1], kernel: [3, 3], padding: 1),
    Layer(input: [700, 9, 9, 1], kernel: [5, 5], padding: 2),
    Layer(input: [1, 65, 97, 1], kernel: [3, 3], padding: 1),
    // Lines of an image that do not follow each other evenly.
    Layer(input: [2, 301, 511, 1], kernel: [3, 3], stride: [2, 2], padding: 1),
    Layer(input: [1, 90, 400, 1], kernel: [3, 5], stride: [2, 1], padding: 1),
    Layer(input: [1, 300, 99, 1], kernel: [4, 3], dilation: [3, 1], padding: 4),
    // Channels, and more than one output.
    Layer(input: [1, 120, 200, 3], kernel: [3, 3], padding: 1),
    Layer(input: [1, 140, 190, 2], kernel: [3, 3], outputs: 3, padding: 1),
    Layer(input: [1, 100, 201, 1], kernel: [5, 4], outputs: 6, stride: [1, 2], padding: 2),
    Layer(input: [2, 81, 190, 3], kernel: [5, 5], isDepthwise: true, padding: 2),
    Layer(input: [1, 99, 190, 2], kernel: [3, 3], isDepthwise: true, padding: 1),
    Layer(input: [1, 99, 111, 3], kernel: [5, 5], isPerChannel: true, padding: 2),
    Layer(input: [1, 60, 128, 2], kernel: [3, 3], isPerChannel: true, padding: 1),
    // Rows that make whole blocks, as many for each lane: some at once, and what is left after them;
    // with padding at all sides of arrays that are read where they lie, of several images, not from a
    // block's first position on.
    Layer(input: [1, 277, 1024, 1], kernel: [5, 5], padding: 2, padMode: .constant(0.5)),
    Layer(input: [1, 152, 2048, 1], kernel: [5, 5], stride: [2, 2], padding: 2),
    Layer(input: [3, 131, 514, 1], kernel: [3, 3]),
    Layer(
      input: [1, 268, 384, 1], kernel: [3, 3], dilation: [2, 1], padding: 1, padMode: .reflect),
    Layer(
      input: [1, 263, 1280, 1], kernel: [3, 3], stride: [2, 1], dilation: [3, 2], padding: 3),
    Layer(input: [1, 98, 1024, 3], kernel: [3, 3], padding: 1),
    Layer(input: [1, 140, 256, 2], kernel: [3, 3], outputs: 3, padding: 1),
    Layer(input: [1, 98, 1024, 3], kernel: [5, 5], isDepthwise: true, padding: 2),
    Layer(input: [1, 131, 512, 3], kernel: [5, 5], isPerChannel: true, padding: 2),
    Layer(input: [1, 97, 3072, 1], kernel: [1, 7], padding: 3),
    // Other numbers of axes.
    Layer(input: [1, 30000, 1], kernel: [9], padding: 4),
    Layer(input: [3, 9001, 2], kernel: [13], outputs: 2, padding: 6),
    Layer(input: [1, 21, 30, 41, 1], kernel: [3, 3, 3], padding: 1),
  ]

  private func gradient(
    _ layer: Layer, _ x: [Tensor], _ v: [Tensor], _ method: WeightGradientMethod,
    _ execution: Execution, through route: TensorStream.Route = .file
  ) throws -> [UInt8] {
    let operation = try ConvolutionWeightGradient(
      layer.options, kernel: layer.kernel, isPerChannel: layer.isPerChannel, method: method,
      execution: execution)
    try TensorStream.pair(x, v, through: route) { try operation.add(input: $0, dOutput: $1) }
    return try #require(try operation.result()).npy
  }

  @Test(arguments: layers) func theSumsAreThoseOfOneBlockAfterTheOther(_ layer: Layer) throws {
    var generator = SeededGenerator.forTest("blocks \(layer.testDescription)")
    for type in [ElementType.float32, .float64] {
      // The second array starts within a block.
      let pairs = try (0..<2).map { _ in
        (
          try Tensor.of(generator.reals(layer.input.reduce(1, *)), layer.input, type),
          try Tensor.of(generator.reals(layer.output.reduce(1, *)), layer.output, type)
        )
      }
      let (x, v) = (pairs.map(\.0), pairs.map(\.1))
      let expected = try gradient(layer, x, v, .im2col, Executions.one)
      let found = try Executions.agreed { try gradient(layer, x, v, .direct, $0) }
      #expect(Comparison.difference(found, expected) == nil, "\(type)")
      let pipe = try gradient(layer, x, v, .direct, Executions.all.last!, through: .pipe)
      #expect(Comparison.difference(pipe, expected) == nil, "\(type) through a pipe")
    }
  }

  /// A product of padding and an element that is no finite number is none of the sum's.
  @Test(arguments: layers) func numbersThatAreNotFiniteStayInTheirSums(_ layer: Layer) throws {
    var generator = SeededGenerator.forTest("wild blocks \(layer.testDescription)")
    let x = try Tensor.of(
      generator.wild(layer.input.reduce(1, *)).map(Double.init), layer.input, .float32)
    // Few positions only: most sums are numbers.
    var values = generator.reals(layer.output.reduce(1, *))
    for i in values.indices where !generator.chance(oneIn: 3000) { values[i] = 0 }
    let v = try Tensor.of(values, layer.output, .float32)
    for (x, v) in [
      (x, v), (try Tensor.of(Array(repeating: 1, count: x.count), layer.input, .float32), v),
    ] {
      let expected = try gradient(layer, [x], [v], .im2col, Executions.one)
      let found = try Executions.agreed { try gradient(layer, [x], [v], .direct, $0) }
      #expect(Comparison.difference(found, expected) == nil)
    }
  }

  /// An infinity in the last column, which the last position of a line meets with its last tap
  /// alone: the other sums stay numbers.
  @Test func whatLinesHaveBetweenThemIsNoPartOfASum() throws {
    let layer = Layer(input: [1, 64, 320, 1], kernel: [3, 3])
    var generator = SeededGenerator.forTest("between lines")
    var values = generator.reals(64 * 320)
    values[31 * 320 + 319] = .infinity
    let x = try Tensor.of(values, layer.input, .float32)
    let v = try Tensor.of(generator.reals(62 * 318), layer.output, .float32)
    let found = try Executions.agreed { try gradient(layer, [x], [v], .direct, $0) }
    let expected = try gradient(layer, [x], [v], .im2col, Executions.one)
    #expect(Comparison.difference(found, expected) == nil)
    let sums = try TensorStream.read(found)[0].values
    #expect(sums.map(\.isFinite) == [true, true, false, true, true, false, true, true, false])
  }
}
