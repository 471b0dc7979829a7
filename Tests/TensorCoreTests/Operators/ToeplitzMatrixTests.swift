import TensorCore
import TestSupport
import Testing

@Suite struct ToeplitzMatrixTests {
  private func matrix(
    _ options: ConvolutionOptions, _ weight: Tensor, _ input: [Int]
  ) throws -> Tensor {
    let scratch = try Scratch()
    let writer = try TensorWriter(path: scratch.file("matrix.npy"))
    try ToeplitzMatrix(options, weight: weight).write(try Shape(input), to: writer)
    try writer.finish()
    return try #require(try TensorStream.read(path: scratch.file("matrix.npy")).first)
  }

  @Test func theExampleOfTheLecture() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 1, after: 1)])
    let matrix = try matrix(options, try .of([1, 2, 3], [3]), [5])
    #expect(matrix.shape.axes == [5, 5])
    #expect(
      matrix.values == [
        2, 3, 0, 0, 0,
        1, 2, 3, 0, 0,
        0, 1, 2, 3, 0,
        0, 0, 1, 2, 3,
        0, 0, 0, 1, 2,
      ])
  }

  @Test func copiesAddUp() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 1, after: 1)])
    let weight = try Tensor.of([1, 2, 4], [3])
    options.padMode = .reflect
    #expect(try matrix(options, weight, [3]).values == [2, 5, 0, 1, 2, 4, 0, 5, 2])
    options.padMode = .replicate
    #expect(try matrix(options, weight, [3]).values == [3, 4, 0, 1, 2, 4, 0, 1, 6])
    options.padMode = .mean
    #expect(
      try matrix(options, weight, [2]).values == [2.5, 4.5, 3, 4])
  }

  @Test func largeAndAffineCasesAreRefused() throws {
    let weight = try Tensor.of([Double](repeating: 1, count: 9), [3, 3])
    var options = ConvolutionOptions()
    #expect(throws: ToeplitzError.self) {
      try ToeplitzMatrix(options, weight: weight).shape(try Shape([100, 100]))
    }
    #expect(
      try ToeplitzMatrix(options, weight: weight).shape(try Shape([80, 80])).axes == [6084, 6400])
    options.padMode = .constant(1)
    #expect(throws: ToeplitzError.notLinear(.constant(1))) {
      try ToeplitzMatrix(options, weight: weight)
    }
    options.padMode = .constant(0)
    #expect(throws: Never.self) { try ToeplitzMatrix(options, weight: weight) }
  }
}
