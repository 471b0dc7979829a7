import TensorCore

extension WeightGradientLayer {
  /// Gradients for filters of each channel: strided ones over arrays that three threads read where they
  /// lie, with padding at all sides or some, and others over bands; channels that fill no vector, blocks
  /// that end anywhere.
  static let inStrandLanes = [
    WeightGradientLayer(
      input: [1, 150, 224, 32], kernel: [3, 3], isDepthwise: true, stride: [2], padding: 1),
    WeightGradientLayer(
      input: [2, 110, 150, 30], kernel: [3, 3], isDepthwise: true, stride: [2], padding: 1,
      padMode: .constant(0.5)),
    WeightGradientLayer(
      input: [1, 170, 200, 30], kernel: [5, 5], isDepthwise: true, stride: [2, 3], padding: 2),
    WeightGradientLayer(
      input: [1, 140, 211, 30], kernel: [2, 3], isDepthwise: true, stride: [1, 2],
      dilation: [2, 3], padding: 3),
    WeightGradientLayer(
      input: [3, 96, 140, 26], kernel: [3, 7], isDepthwise: true, stride: [3, 2], padding: 0),
    WeightGradientLayer(
      input: [1, 60, 80, 32], kernel: [3, 3], isDepthwise: true, stride: [2], padding: 1,
      padMode: .reflect),
    WeightGradientLayer(input: [2, 40, 70, 30], kernel: [3, 3], isDepthwise: true, padding: 1),
    WeightGradientLayer(
      input: [1, 3000, 26], kernel: [5], isDepthwise: true, stride: [2], padding: 2),
  ]
}
