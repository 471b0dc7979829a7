import TensorCore
import TestSupport
import Testing

@Suite struct Col2imTests {
  private func sums(
    _ matrix: Tensor, _ options: ConvolutionOptions, _ kernel: [Int], _ input: [Int]
  ) throws -> Tensor {
    let operation = Col2im(options, kernel: kernel)
    let shape = try Shape(input)
    let bytes = try TensorStream.transform([matrix]) {
      try operation.apply($0, input: shape, to: $1)
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  @Test func ofOnesItCountsTheWindows() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 1, after: 1)])
    let ones = try Tensor.of([Double](repeating: 1, count: 15), [5, 3])
    #expect(try sums(ones, options, [3], [5]).values == [2, 3, 3, 3, 2])
    options.padMode = .reflect
    #expect(try sums(ones, options, [3], [5]).values == [2, 4, 3, 4, 2])
    options.padMode = .replicate
    #expect(try sums(ones, options, [3], [5]).values == [3, 3, 3, 3, 3])
    options.padMode = .circular
    #expect(try sums(ones, options, [3], [5]).values == [3, 3, 3, 3, 3])
    options.padMode = .mean
    let share = Float(2) / 5
    #expect(
      try sums(ones, options, [3], [5]).values
        == [2, 3, 3, 3, 2].map { Double(Float($0) + share) })
  }

  @Test func elementsThatNoWindowReachesAreZero() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.stride = [3]
    let matrix = try Tensor.of([1, 2, 3, 4, 5, 6], [3, 2])
    #expect(try sums(matrix, options, [2], [9]).values == [1, 2, 0, 3, 4, 0, 5, 6, 0])
  }

  /// The order of the additions: positions in row-major order.
  @Test func additionsAreInOrder() throws {
    let options = ConvolutionOptions(layout: .standard(dims: 1))
    // Element 1 gets 2^24 + 1, element 2 gets 1 + 2^24 + 1, both rounded after each addition.
    let big = 0x1p24
    let matrix = try Tensor.of([0, big, 0, 1, 1, 0, 1, 0, 0], [3, 3])
    #expect(try sums(matrix, options, [3], [5]).values == [0, big, 2, 0, 0])
    let other = try Tensor.of([0, 0, 1, 0, big, 0, 1, 0, 0], [3, 3])
    #expect(try sums(other, options, [3], [5]).values == [0, 0, big, 0, 0])
  }

  @Test func shapesMustGoTogether() throws {
    let options = ConvolutionOptions()
    let operation = Col2im(options, kernel: [2])
    let image = try Shape([3, 3, 2])
    #expect(try operation.resultShape(try Shape([4, 8]), input: image).axes == [3, 3, 2])
    #expect(try operation.resultShape(try Shape([7, 4, 8]), input: image).axes == [7, 3, 3, 2])
    for wrong in [[4, 9], [5, 8], [4], [7, 8, 4], [1, 1, 4, 8]] {
      #expect(throws: PatchError.self) {
        try operation.resultShape(try Shape(wrong), input: image)
      }
    }
    #expect(throws: PatchError.self) {
      try operation.resultShape(try Shape([2, 4, 8]), input: try Shape([3, 3, 3, 2]))
    }
  }
}
