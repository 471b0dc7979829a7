import TensorCore
import TestSupport
import Testing

extension WeightGradientLayer {
  /// Over so many positions that blocks are taken several at once, a lane for each.
  static let inBlockLanes = [
    // Lines of whole blocks, of parts of them, and of several.
    WeightGradientLayer(input: [1, 40, 1024, 1], kernel: [3, 3], padding: 1),
    WeightGradientLayer(input: [1, 99, 333, 1], kernel: [5, 5], padding: 2, padMode: .reflect),
    WeightGradientLayer(input: [1, 13, 3001, 1], kernel: [3, 7]),
    // Small images, between which there are rows of padding; and hardly more blocks than are worth it.
    WeightGradientLayer(input: [41, 28, 28, 1], kernel: [3, 3], padding: 1),
    WeightGradientLayer(input: [700, 9, 9, 1], kernel: [5, 5], padding: 2),
    WeightGradientLayer(input: [1, 65, 97, 1], kernel: [3, 3], padding: 1),
    // Lines of an image that do not follow each other evenly.
    WeightGradientLayer(input: [2, 301, 511, 1], kernel: [3, 3], stride: [2, 2], padding: 1),
    WeightGradientLayer(input: [1, 90, 400, 1], kernel: [3, 5], stride: [2, 1], padding: 1),
    WeightGradientLayer(input: [1, 300, 99, 1], kernel: [4, 3], dilation: [3, 1], padding: 4),
    // Channels, and more than one output.
    WeightGradientLayer(input: [1, 120, 200, 3], kernel: [3, 3], padding: 1),
    WeightGradientLayer(input: [1, 140, 190, 2], kernel: [3, 3], outputs: 3, padding: 1),
    WeightGradientLayer(
      input: [1, 100, 201, 1], kernel: [5, 4], outputs: 6, stride: [1, 2], padding: 2),
    WeightGradientLayer(input: [2, 81, 190, 3], kernel: [5, 5], isDepthwise: true, padding: 2),
    WeightGradientLayer(input: [1, 99, 190, 2], kernel: [3, 3], isDepthwise: true, padding: 1),
    WeightGradientLayer(input: [1, 99, 111, 3], kernel: [5, 5], isPerChannel: true, padding: 2),
    WeightGradientLayer(input: [1, 60, 128, 2], kernel: [3, 3], isPerChannel: true, padding: 1),
    // Other numbers of axes.
    WeightGradientLayer(input: [1, 30000, 1], kernel: [9], padding: 4),
    WeightGradientLayer(input: [3, 9001, 2], kernel: [13], outputs: 2, padding: 6),
    WeightGradientLayer(input: [1, 21, 30, 41, 1], kernel: [3, 3, 3], padding: 1),
  ]
}

@Suite struct BlockLanesTests {
  /// An infinity in the last column, which the last position of a line meets with its last tap
  /// alone: the other sums stay numbers.
  @Test func whatLinesHaveBetweenThemIsNoPartOfASum() throws {
    let layer = WeightGradientLayer(input: [1, 64, 320, 1], kernel: [3, 3])
    var generator = SeededGenerator.forTest("between lines")
    var values = generator.reals(64 * 320)
    values[31 * 320 + 319] = .infinity
    let x = try Tensor.of(values, layer.input, .float32)
    let v = try Tensor.of(generator.reals(62 * 318), layer.output, .float32)
    let found = try Executions.agreed { try layer.gradient([x], [v], .direct, $0) }
    let expected = try layer.gradient([x], [v], .im2col, Executions.one)
    #expect(Comparison.difference(found, expected) == nil)
    let sums = try TensorStream.read(found)[0].values
    #expect(sums.map(\.isFinite) == [true, true, false, true, true, false, true, true, false])
  }
}
