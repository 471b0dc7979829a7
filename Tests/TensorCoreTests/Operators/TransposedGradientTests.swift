import TensorCore
import TestSupport
import Testing

/// The gradients of transposed convolutions: of results that have more elements than the input's windows
/// need, too.
@Suite struct TransposedGradientTests {
  struct Geometry: Sendable, CustomStringConvertible {
    var spatial: [Int]
    var kernel: [Int]
    var stride = [1]
    var dilation = [1]
    var padding = Padding.valid
    var size: AdjointSize

    var options: ConvolutionOptions {
      var options = ConvolutionOptions(layout: .standard(dims: spatial.count))
      (options.stride, options.dilation, options.padding) = (stride, dilation, padding)
      return options
    }
    var description: String { "\(spatial), \(kernel) \(stride) \(dilation) \(padding) \(size)" }
  }

  static let geometries = [
    Geometry(
      spatial: [4], kernel: [2], dilation: [3], size: .transposed(outputPadding: [2])),
    Geometry(
      spatial: [4], kernel: [2], stride: [2], padding: .same,
      size: .transposed(outputPadding: [1])),
    Geometry(
      spatial: [5], kernel: [3], stride: [3], padding: .sameLower,
      size: .transposed(outputPadding: [2])),
    Geometry(
      spatial: [3, 5], kernel: [3, 2], stride: [2, 1], dilation: [1, 4],
      padding: .amounts([.init(before: 1, after: 0), .init(before: 0, after: 2)]),
      size: .transposed(outputPadding: [1, 3])),
    Geometry(spatial: [3, 4], kernel: [2, 2], stride: [2, 2], size: .spatial([7, 8])),
    Geometry(
      spatial: [2, 3, 2], kernel: [2, 2, 2], dilation: [3, 1, 2],
      size: .transposed(outputPadding: [2, 0, 1])),
  ]

  private func tensor(_ generator: inout SeededGenerator, _ axes: [Int]) throws -> Tensor {
    try .of(generator.integers(axes.reduce(1, *)), axes, .float32)
  }

  /// ⟨z, v⟩ = ⟨x, dInput⟩ = ⟨W, dWeight⟩, exactly: all numbers are small and whole.
  @Test(arguments: geometries) func areAdjoints(_ geometry: Geometry) throws {
    var generator = SeededGenerator.forTest("transposed \(geometry)")
    let options = geometry.options
    let x = try tensor(&generator, [2] + geometry.spatial + [3])
    let weight = try tensor(&generator, geometry.kernel + [2, 3])
    let transposed = try TransposedConvolution(
      options, weight: weight, execution: Executions.one)
    let z = try TensorStream.read(
      try TensorStream.transform([x]) {
        try transposed.apply($0, to: $1, size: geometry.size)
      })[0]
    let v = try tensor(&generator, z.shape.axes)
    let dInput = try Executions.agreed { execution in
      let operation = try Convolution(
        options, weight: weight, transposedSize: geometry.size, execution: execution)
      return try TensorStream.transform([v, v]) {
        try operation.apply($0, to: $1)
      }
    }
    let dWeight = try Executions.agreed { execution in
      let operation = try ConvolutionWeightGradient(
        options, kernel: geometry.kernel, isTransposed: true, transposedSize: geometry.size,
        execution: execution)
      try TensorStream.pair([x], [v]) { try operation.add(input: $0, dOutput: $1) }
      return try #require(try operation.result()).npy
    }
    let back = try TensorStream.read(dInput)
    let gradient = try TensorStream.read(dWeight)[0]
    #expect(back.count == 2 && back.allSatisfy { $0.shape == x.shape })
    #expect(gradient.shape == weight.shape)
    func product(_ a: Tensor, _ b: Tensor) -> Double {
      zip(a.values, b.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let whole = product(z, v)
    #expect(whole != 0)
    #expect(product(x, back[0]) == whole)
    #expect(product(weight, gradient) == whole)
  }

  @Test func otherLengthsAreErrors() throws {
    let weight = try Tensor.of([Double](repeating: 1, count: 12), [2, 2, 3])
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.stride = [2]
    func shape(_ length: Int, _ size: AdjointSize) throws -> [Int] {
      try Convolution(options, weight: weight, transposedSize: size, execution: Executions.one)
        .resultShape(try Shape([length, 2])).spatial
    }
    #expect(try shape(9, .transposed(outputPadding: [1])) == [4])
    #expect(throws: GeometryError.notTransposed("W", length: 8, outputPadding: 1)) {
      try shape(8, .transposed(outputPadding: [1]))
    }
    #expect(throws: GeometryError.otherLength("W", stated: 8, found: 9)) {
      try shape(9, .spatial([8]))
    }
  }
}
