import TensorCore
import TestSupport
import Testing

/// One operator for a stream whose arrays change their shape and type: each gradient is that of an operator
/// that has met nothing else.
@Suite struct WeightGradientStreamTests {
  /// Spatial lengths and channels of an array, its type, and how many times as many outputs it has: each
  /// changes by itself and comes again.
  private static let stream: [Part] = [
    Part(), Part(), Part(side: 24), Part(), Part(type: .float64), Part(), Part(channels: 8),
    Part(channels: 8), Part(), Part(wider: 2), Part(), Part(),
  ]

  private struct Part {
    var side = 40
    var channels = 3
    var type = ElementType.float32
    var wider = 1
  }

  private func tensor(
    _ part: Part, channels: Int, _ generator: inout SeededGenerator
  ) throws -> Tensor {
    let axes = [1, part.side, part.side, channels]
    return try .of(generator.reals(axes.reduce(1, *)), axes, part.type)
  }

  @Test(arguments: [1, 5, 24], [WeightGradientMethod.direct, .im2col])
  func gradientsHaveNothingToDoWithThoseBefore(
    outputs: Int, method: WeightGradientMethod
  ) throws {
    var generator = SeededGenerator.forTest("streams of \(outputs)")
    var options = ConvolutionOptions()
    options.padding = .same
    func operation() throws -> ConvolutionWeightGradient {
      try ConvolutionWeightGradient(
        options, kernel: [3, 3], method: method, execution: Executions.one)
    }
    let one = try operation()
    for (i, part) in Self.stream.enumerated() {
      let x = try tensor(part, channels: part.channels, &generator)
      let v = try tensor(part, channels: part.wider * outputs, &generator)
      func gradient(_ operation: ConvolutionWeightGradient) throws -> [UInt8] {
        try TensorStream.pair([x], [v]) { try operation.add(input: $0, dOutput: $1) }
        return try #require(try operation.result()).npy
      }
      let (found, expected) = (try gradient(one), try gradient(try operation()))
      #expect(Comparison.difference(found, expected) == nil, "array \(i)")
    }
  }
}
