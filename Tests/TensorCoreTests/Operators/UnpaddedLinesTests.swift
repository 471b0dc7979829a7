import TensorCore
import TestSupport
import Testing

/// Filters of each channel by itself, and of few channels, over large arrays in a file, which are read where
/// they lie, beside the same from a pipe, whose rows are copied into bands with their padding.
@Suite struct UnpaddedLinesTests {
  struct Case: Sendable, CustomStringConvertible {
    /// Nil: so many that the array is read in place by three threads.
    var rows: Int?
    var width = 70
    var channels = 1
    var isPerChannel = false
    /// Input and output channels of a group.
    var groupWidth = 1
    /// One group of all channels to as many; nil: as many as there are.
    var outputs: Int?
    var kernel = [3, 3]
    var stride = [1, 1]
    var dilation = [1, 1]
    /// Before and after, of both axes.
    var padding = [1, 1, 1, 1]
    var padMode = PadMode.zero

    var height: Int { rows ?? (3 << 20) / (2 * 4 * width * min(channels, results)) + 20 }
    var results: Int { outputs ?? channels }

    var description: String {
      "\(height)×\(width)×\(channels), kernel \(kernel), stride \(stride), dilation \(dilation)"
        + ", padding \(padding) \(padMode), "
        + (outputs.map { "to \($0)" } ?? (isPerChannel ? "one filter" : "groups of \(groupWidth)"))
    }
    var options: ConvolutionOptions {
      var options = ConvolutionOptions()
      options.stride = stride
      options.dilation = dilation
      options.groups = isPerChannel || outputs != nil ? 1 : channels / groupWidth
      options.padding = .amounts([
        .init(before: padding[0], after: padding[1]), .init(before: padding[2], after: padding[3]),
      ])
      options.padMode = padMode
      return options
    }
    var weightAxes: [Int] {
      isPerChannel ? kernel : kernel + [outputs == nil ? groupWidth : channels, results]
    }
    func output(_ axis: Int) -> Int {
      let reach = (kernel[axis] - 1) * dilation[axis] + 1
      let padded = [height, width][axis] + padding[2 * axis] + padding[2 * axis + 1]
      return (padded - reach) / stride[axis] + 1
    }
  }

  static let cases: [Case] = [
    Case(isPerChannel: true),
    Case(width: 131, isPerChannel: true, kernel: [5, 5], padding: [2, 2, 2, 2]),
    Case(channels: 3, isPerChannel: true, kernel: [5, 4], padding: [4, 0, 1, 3]),
    Case(channels: 2, kernel: [3, 5], padding: [0, 2, 2, 0]),
    Case(channels: 5, padding: [1, 1, 0, 1]),
    Case(channels: 16), Case(channels: 32, kernel: [2, 3], padding: [1, 0, 1, 1]),
    Case(channels: 19, stride: [2, 1]), Case(width: 151, channels: 24, stride: [2, 2]),
    Case(width: 211, channels: 16, kernel: [3, 5], stride: [1, 3], padding: [2, 2, 4, 1]),
    Case(channels: 16, dilation: [3, 2], padding: [3, 3, 2, 2]),
    Case(width: 97, isPerChannel: true, dilation: [1, 2], padding: [1, 1, 2, 2]),
    // Windows that meet padding alone, and images of fewer rows than a kernel.
    Case(width: 140, channels: 8, padding: [5, 4, 4, 3]),
    Case(rows: 1, width: 25_000, channels: 16),
    Case(rows: 2, width: 200_000, isPerChannel: true, kernel: [5, 3], padding: [4, 4, 1, 1]),
    // Padding above and below only, and other values than zero.
    Case(channels: 16, padding: [1, 1, 0, 0]),
    Case(channels: 8, padMode: .constant(-1.5)),
    Case(isPerChannel: true, padding: [2, 1, 1, 2], padMode: .constant(.infinity)),
    // Groups of four, in lanes of a vector.
    Case(channels: 32, groupWidth: 4),
    Case(channels: 12, groupWidth: 4, kernel: [1, 3], padding: [0, 0, 2, 0]),
    Case(channels: 20, groupWidth: 4, stride: [2, 2]),
    Case(channels: 16, groupWidth: 4, dilation: [2, 3], padding: [2, 2, 3, 3]),
    // Planes: few results, phases of strides, rows that are mostly padding.
    Case(channels: 3, outputs: 1),
    Case(width: 131, channels: 3, outputs: 3, padding: [1, 1, 2, 0]),
    Case(width: 120, channels: 5, outputs: 4, kernel: [4, 3], padding: [3, 0, 2, 2]),
    Case(width: 193, outputs: 2, stride: [2, 2], padding: [0, 1, 1, 1]),
    Case(
      width: 211, channels: 3, outputs: 2, kernel: [7, 7], stride: [1, 3], padding: [3, 3, 3, 3]),
    Case(channels: 2, outputs: 3, dilation: [2, 3], padding: [2, 2, 3, 3]),
    Case(width: 10, channels: 3, outputs: 2, padding: [1, 1, 20, 21]),
    Case(channels: 2, outputs: 3, padding: [2, 1, 1, 2], padMode: .constant(-1.5)),
    Case(width: 151, isPerChannel: true, kernel: [5, 5], stride: [2, 2], padding: [2, 2, 2, 2]),
    Case(width: 151, channels: 3, stride: [2, 1], padMode: .constant(.nan)),
  ]

  /// Images of several arrays, of which what follows in the file is no part.
  private func images(
    _ axes: [Int], _ type: ElementType, _ generator: inout SeededGenerator
  ) throws -> [Tensor] {
    try [2, 1].map {
      try .of(generator.reals(([$0] + axes).reduce(1, *)), [$0] + axes, type)
    }
  }

  @Test(arguments: cases) func linesFromAFileAreThoseFromAPipe(_ c: Case) throws {
    for type in [ElementType.float32, .float64] {
      var generator = SeededGenerator.forTest("unpadded lines \(c)")
      let x = try images([c.height, c.width, c.channels], type, &generator)
      let weight = try Tensor.of(
        generator.reals(c.weightAxes.reduce(1, *)), c.weightAxes, type)
      let bias = try Tensor.of(generator.reals(c.results), [c.results], type)
      func convolve(_ execution: Execution, _ route: TensorStream.Route) throws -> [UInt8] {
        let operation = try Convolution(
          c.options, weight: weight, bias: c.isPerChannel ? nil : bias, execution: execution)
        return try TensorStream.transform(x, through: route) {
          try operation.apply($0, to: $1)
        }
      }
      let expected = try convolve(Executions.one, .pipe)
      let found = try Executions.agreed { try convolve($0, .file) }
      #expect(Comparison.difference(found, expected) == nil, "\(type)")
    }
  }

  @Test(arguments: cases.filter { $0.padMode == .zero })
  func adjointsFromAFileAreThoseFromAPipe(_ c: Case) throws {
    var generator = SeededGenerator.forTest("unpadded adjoint lines \(c)")
    let z = try images([c.output(0), c.output(1), c.results], .float32, &generator)
    let weight = try Tensor.of(generator.reals(c.weightAxes.reduce(1, *)), c.weightAxes)
    func transpose(_ execution: Execution, _ route: TensorStream.Route) throws -> [UInt8] {
      let operation = try TransposedConvolution(c.options, weight: weight, execution: execution)
      return try TensorStream.transform(z, through: route) {
        let like = try Shape([$0.header.shape[0], c.height, c.width, c.channels])
        try operation.apply($0, to: $1, like: like)
      }
    }
    let expected = try transpose(Executions.one, .pipe)
    let found = try Executions.agreed { try transpose($0, .file) }
    #expect(Comparison.difference(found, expected) == nil)
  }
}
