import TensorCore
import TestSupport
import Testing

@Suite struct MatrixProductTests {
  /// The product by its definition, for matrices.
  private func plain<Scalar: BinaryFloatingPoint>(
    _ a: [Scalar], _ b: [Scalar], _ m: Int, _ k: Int, _ n: Int
  ) -> [Scalar] {
    (0..<m).flatMap { row in
      (0..<n).map { column in
        var sum: Scalar = 0
        for i in 0..<k { sum = sum.addingProduct(a[row * k + i], b[i * n + column]) }
        return sum
      }
    }
  }

  private func product(
    _ a: Tensor, _ b: Tensor, _ options: MatrixProductOptions = .init()
  ) throws -> Tensor {
    let streamed = try Executions.agreed { execution in
      let operation = MatrixProduct(options, execution: execution)
      return try TensorStream.transform([a]) { try operation.apply($0, b, to: $1) }
    }
    let held = try Executions.agreed { execution in
      let operation = MatrixProduct(options, execution: execution)
      return try TensorStream.transform([a]) {
        try operation.apply($0.reader.readTensor(), b, to: $1)
      }
    }
    #expect(held == streamed)
    return try #require(try TensorStream.read(streamed).first)
  }

  @Test(arguments: [
    (1, 1, 1), (1, 7, 1), (12, 3, 16), (13, 300, 17), (5, 1, 33), (37, 29, 31), (2, 1000, 3),
    (1000, 2, 5),
  ]) func isTheChain(_ m: Int, _ k: Int, _ n: Int) throws {
    var generator = SeededGenerator.forTest("matrix product")
    let (a, b) = (generator.reals(m * k), generator.reals(k * n))
    let floats = try product(try .of(a, [m, k]), try .of(b, [k, n]))
    #expect(
      floats.values == plain(a.map { Float($0) }, b.map { Float($0) }, m, k, n).map(Double.init))
    let doubles = try product(try .of(a, [m, k], .float64), try .of(b, [k, n]))
    #expect(doubles.elementType == .float64)
    #expect(doubles.values == plain(a, b, m, k, n))
    var options = MatrixProductOptions()
    (options.transposeLeft, options.transposeRight) = (true, true)
    let turned = try product(
      try .of(permute(a, axes: [m, k], order: [1, 0]), [k, m]),
      try .of(permute(b, axes: [k, n], order: [1, 0]), [n, k]), options)
    #expect(turned.values == floats.values)
  }

  @Test func batchesBroadcast() throws {
    var generator = SeededGenerator.forTest("batched product")
    let a = generator.integers(2 * 3 * 4)
    let b = generator.integers(5 * 2 * 4 * 3)
    let result = try product(try .of(a, [2, 3, 4]), try .of(b, [5, 2, 4, 3]))
    #expect(result.shape.axes == [5, 2, 3, 3])
    for outer in 0..<5 {
      for inner in 0..<2 {
        let (left, right) = (inner * 12, (outer * 2 + inner) * 12)
        let expected = plain(Array(a[left..<(left + 12)]), Array(b[right..<(right + 12)]), 3, 4, 3)
        let at = (outer * 2 + inner) * 9
        #expect(Array(result.values[at..<(at + 9)]) == expected)
      }
    }
    let one = try product(try .of(a, [2, 3, 4]), try .of(Array(b[..<12]), [1, 4, 3]))
    #expect(one.shape.axes == [2, 3, 3])
    #expect(Array(one.values[9...]) == plain(Array(a[12...]), Array(b[..<12]), 3, 4, 3))
    let left = try product(try .of(Array(a[..<12]), [3, 4]), try .of(Array(b[..<24]), [2, 4, 3]))
    #expect(Array(left.values[9...]) == plain(Array(a[..<12]), Array(b[12..<24]), 3, 4, 3))
  }

  @Test func vectorsAreRowsAndColumns() throws {
    let matrix = try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3])
    let right = try product(matrix, try .of([1, 10, 100], [3]))
    #expect(right.shape.axes == [2] && right.values == [321, 654])
    let left = try product(try .of([1, 10], [2]), matrix)
    #expect(left.shape.axes == [3] && left.values == [41, 52, 63])
    let both = try product(try .of([1, 2], [2]), try .of([3, 4], [2]))
    #expect(both.shape.axes == [] && both.values == [11])
  }

  @Test func emptyAxes() throws {
    #expect(try product(try .of([], [2, 0]), try .of([], [0, 3])).values == [0, 0, 0, 0, 0, 0])
    #expect(try product(try .of([], [0, 3]), try .of([1, 2, 3], [3, 1])).shape.axes == [0, 1])
    #expect(
      try product(try .of([], [0, 2, 3]), try .of([1, 2, 3], [3, 1])).shape.axes == [0, 2, 1])
    #expect(try product(try .of([1, 2, 3], [1, 3]), try .of([], [3, 0])).shape.axes == [1, 0])
  }

  /// One right operand for a stream, and another after it.
  @Test func operandsMayChange() throws {
    let operation = MatrixProduct(.init(), execution: Executions.one)
    let identity = try Tensor.of([1, 0, 0, 1], [2, 2])
    let swap = try Tensor.of([0, 1, 1, 0], [2, 2])
    let rows = try Tensor.of([1, 2], [1, 2])
    var next = [identity, identity, swap, identity].makeIterator()
    let bytes = try TensorStream.transform([rows, rows, rows, rows]) {
      try operation.apply($0, next.next()!, to: $1)
    }
    #expect(try TensorStream.read(bytes).map(\.values) == [[1, 2], [1, 2], [2, 1], [1, 2]])
  }

  @Test(
    arguments: [
      ([2, 3], [2, 3]), ([3], [2]), ([2, 2, 3], [3, 3, 4]), ([], [2]), ([2, 3], []),
    ] as [([Int], [Int])]) func whatDoesNotFitIsRefused(_ left: [Int], _ right: [Int]) throws
  {
    #expect(throws: ProductError.self) { try ProductShape(try Shape(left), try Shape(right)) }
  }
}
