import TensorCore

extension WeightGradientLayer {
  /// Gradients for a weight over rows that make whole blocks of positions, of which each lane takes
  /// some: several times as many at once as there are lanes, and what is left after them. Padding at all
  /// sides of arrays that are read where they lie, several images, arrays that start within a block.
  static let inRowLanes = [
    WeightGradientLayer(
      input: [1, 277, 1024, 1], kernel: [5, 5], padding: 2, padMode: .constant(0.5)),
    WeightGradientLayer(input: [1, 152, 2048, 1], kernel: [5, 5], stride: [2, 2], padding: 2),
    WeightGradientLayer(input: [3, 131, 514, 1], kernel: [3, 3]),
    WeightGradientLayer(
      input: [1, 268, 384, 1], kernel: [3, 3], dilation: [2, 1], padding: 1, padMode: .reflect),
    WeightGradientLayer(
      input: [1, 263, 1278, 1], kernel: [3, 3], stride: [2, 1], dilation: [3, 2], padding: 3),
    WeightGradientLayer(input: [1, 98, 1024, 3], kernel: [3, 3], padding: 1),
    WeightGradientLayer(input: [1, 140, 256, 2], kernel: [3, 3], outputs: 3, padding: 1),
    WeightGradientLayer(input: [1, 98, 1024, 3], kernel: [5, 5], isDepthwise: true, padding: 2),
    WeightGradientLayer(input: [1, 131, 512, 3], kernel: [5, 5], isPerChannel: true, padding: 2),
    WeightGradientLayer(input: [1, 97, 3072, 1], kernel: [1, 7], padding: 3),
  ]
}
