import TensorCore
import TestSupport
import Testing

/// Convolutions to few output channels, whose lanes are positions, and their adjoints beside the
/// plain definitions: lines of one vector less and more, primes, strides, dilation, groups.
@Suite struct PlanePlanTests {
  struct Case: Sendable, CustomStringConvertible {
    var width: Int
    var channels = 1
    var outputs = 1
    var groups = 1
    var kernel = [3, 3]
    var stride = [1, 1]
    var dilation = [1, 1]
    var isPerChannel = false

    var description: String {
      "width \(width), \(channels) to \(outputs) channels, \(groups) groups, kernel \(kernel), stride \(stride), dilation \(dilation)"
    }
    var height: Int { 11 }
    var options: ConvolutionOptions {
      var options = ConvolutionOptions()
      options.stride = stride
      options.dilation = dilation
      options.groups = groups
      options.padding = .amounts([.init(before: 1, after: 2), .init(before: 2, after: 1)])
      return options
    }
    var weightAxes: [Int] {
      isPerChannel ? kernel : kernel + [channels / groups, outputs]
    }
    /// D, H, W.
    var axes: [PlainAxis] {
      let one = PlainAxis(
        input: 1, kernel: 1, stride: 1, dilation: 1, padding: .valid, axis: 0)!
      return [one]
        + [height, width].enumerated().map { axis, input in
          PlainAxis(
            input: input, kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis],
            padding: options.padding, axis: axis)!
        }
    }
  }

  static let cases: [Case] =
    [31, 32, 33, 47, 63, 64, 65, 97, 113, 127, 191].flatMap { width in
      [
        Case(width: width, channels: 3), Case(width: width, channels: 5, outputs: 4),
        Case(width: width, channels: 17, outputs: 3, dilation: [2, 3]),
        Case(width: width, channels: 2, outputs: 4, groups: 2, kernel: [4, 2]),
        Case(width: width, kernel: [5, 5], stride: [2, 2], isPerChannel: true),
        Case(width: width, channels: 3, outputs: 3, groups: 3, stride: [2, 1]),
        Case(width: 3 * width, channels: 3, outputs: 2, kernel: [7, 7], stride: [2, 3]),
        Case(width: 2 * width, channels: 2, kernel: [5, 4], stride: [1, 2], dilation: [1, 3]),
        // Adjoints by lines of each phase.
        Case(width: width, channels: 16, outputs: 16, groups: 16, stride: [2, 2]),
        Case(
          width: width, channels: 19, outputs: 19, groups: 19, kernel: [5, 4], stride: [2, 3],
          dilation: [3, 1]),
      ]
    }

  @Test(arguments: cases) func convolutionsAreAsDefined(_ c: Case) throws {
    var generator = SeededGenerator.forTest("planes \(c)")
    let x = generator.reals(2 * c.height * c.width * c.channels)
    let weight = generator.reals(c.weightAxes.reduce(1, *))
    let bias = generator.reals(c.outputs)
    let found = try Executions.agreed { execution in
      let operation = try Convolution(
        c.options, weight: try .of(weight, c.weightAxes), bias: try .of(bias, [c.outputs]),
        execution: execution)
      return try TensorStream.transform([try .of(x, [2, c.height, c.width, c.channels])]) {
        try operation.apply($0, to: $1)
      }
    }
    let plain = PlainConvolution(axes: c.axes, groups: c.groups).apply(
      PlainImages(
        count: 2, spatial: [1, c.height, c.width], channels: c.channels, values: x.map(Float.init)),
      weight: weight.map(Float.init), outputs: c.outputs, bias: bias.map(Float.init))
    #expect(try TensorStream.read(found)[0].values == plain.values.map(Double.init))
  }

  /// The same convolutions with inputs and outputs exchanged.
  @Test(arguments: cases) func adjointsAreAsDefined(_ c: Case) throws {
    var generator = SeededGenerator.forTest("adjoint planes \(c)")
    let axes = c.axes
    let (outH, outW) = (axes[1].output, axes[2].output)
    // The adjoint's results have few channels: those of the data here.
    let (inputs, outputs) = (c.outputs, c.channels)
    let weightAxes = c.isPerChannel ? c.kernel : c.kernel + [inputs / c.groups, outputs]
    let z = generator.reals(2 * outH * outW * outputs)
    let weight = generator.reals(weightAxes.reduce(1, *))
    let found = try Executions.agreed { execution in
      let operation = try TransposedConvolution(
        c.options, weight: try .of(weight, weightAxes), execution: execution)
      let like = try Shape([2, c.height, c.width, inputs])
      return try TensorStream.transform([try .of(z, [2, outH, outW, outputs])]) {
        try operation.apply($0, to: $1, like: like)
      }
    }
    let (i, o) = (inputs / c.groups, outputs / c.groups)
    func at(_ image: Int, _ h: Int, _ w: Int, _ channel: Int) -> Float {
      guard 0..<outH ~= h, 0..<outW ~= w else { return 0 }
      return Float(z[((image * outH + h) * outW + w) * outputs + channel])
    }
    var expected: [Double] = []
    for (image, h, w, channel) in allPositions([2, c.height, c.width]).flatMap({ p in
      (0..<inputs).map { (p[0], p[1], p[2], $0) }
    }) {
      var sum: Float = 0
      for kh in (0..<c.kernel[0]).reversed() {
        for kw in (0..<c.kernel[1]).reversed() {
          let (qh, qw) = (h + 1 - kh * c.dilation[0], w + 2 - kw * c.dilation[1])
          guard qh % c.stride[0] == 0, qw % c.stride[1] == 0 else { continue }
          let group = channel / i
          for output in (group * o)..<((group + 1) * o) {
            let tap = kh * c.kernel[1] + kw
            let place = c.isPerChannel ? tap : (tap * i + channel % i) * outputs + output
            sum = sum.addingProduct(
              at(image, qh / c.stride[0], qw / c.stride[1], output), Float(weight[place]))
          }
        }
      }
      expected.append(Double(sum))
    }
    #expect(try TensorStream.read(found)[0].values == expected)
  }
}
