import Foundation
import TensorCore
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
  private func apply(
    _ result: CrossEntropy.Result, _ logits: Tensor, _ labels: Tensor, sums: Bool = false
  ) throws -> Tensor {
    let bytes = try Executions.agreed { execution in
      var operation = CrossEntropy(result, execution: execution)
      operation.sums = sums
      return try TensorStream.transform([logits]) {
        try operation.apply($0, labels: labels, to: $1)
      }
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  @Test func agreesWithTheSystemsFunctions() throws {
    var random = SeededGenerator.forTest("CrossEntropy")
    for _ in 0..<40 {
      let (rows, classes) = (random.integer(1...30), random.integer(1...300))
      let logits = random.reals(rows * classes).map { $0 * 50 }
      let labels = random.integers(rows, in: 0...(classes - 1))
      let type = random.pick([ElementType.int16, .uint16, .int64, .uint64])
      let x = try Tensor.of(logits, [rows, classes], .float64)
      let l = try Tensor.of(labels, [rows], type)
      var loss = 0.0
      var gradient: [Double] = []
      var right = 0
      for row in 0..<rows {
        let line = Array(logits[row * classes..<(row + 1) * classes])
        let largest = line.max()!
        let sum = line.map { exp($0 - largest) }.reduce(0, +)
        let label = Int(labels[row])
        loss += log(sum) - (line[label] - largest)
        right += line.firstIndex(of: largest) == label ? 1 : 0
        gradient += line.indices.map { exp(line[$0] - largest) / sum - ($0 == label ? 1 : 0) }
      }
      let found = try apply(.loss, x, l, sums: true)
      #expect(found.shape.axes == [])
      #expect(abs(found.values[0] - loss) <= 1e-13 * max(1, loss))
      let mean = try apply(.loss, x, l).values[0]
      #expect(abs(mean - loss / Double(rows)) <= 1e-13 * max(1, loss))
      #expect(try apply(.accuracy, x, l, sums: true).values == [Double(right)])
      let slope = try apply(.gradient, x, l, sums: true)
      #expect(slope.shape == x.shape)
      #expect(zip(slope.values, gradient).allSatisfy { abs($0 - $1) <= 1e-14 })
    }
  }

  /// Two equal logits: the loss is ln 2, whatever their size, and the gradient ±1/2, by rows.
  @Test func staysStableForLargeLogits() throws {
    let x = try Tensor.of([1e30, 1e30, -3e38, -3e38], [2, 1, 2])
    let l = try Tensor.of([0, 1], [2], .uint8)
    #expect(try apply(.loss, x, l).values == [Double(Float(log(2.0)))])
    #expect(try apply(.gradient, x, l).values == [-0.25, 0.25, 0.25, -0.25])
    #expect(try apply(.accuracy, x, l).values == [0.5])
  }

  @Test func namesWhatDoesNotFit() throws {
    let x = try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3])
    func failure(_ logits: Tensor, _ labels: Tensor) -> CrossEntropyError? {
      do {
        _ = try apply(.loss, logits, labels)
        return nil
      } catch { return error as? CrossEntropyError }
    }
    #expect(
      failure(x, try .of([0, 3], [2], .int8)) == .label(3, row: 1, classes: 3))
    #expect(
      failure(x, try .of([0, -1], [2], .int32)) == .label(-1, row: 1, classes: 3))
    #expect(
      failure(x, try .of([0, 1, 2], [3], .int32)) == .labelCount(try Shape([3]), logits: x.shape))
    #expect(failure(x, try .of([0, 1], [2])) == .labelType(.float32))
    #expect(failure(try .of([1], []), try .of([0], [1], .int8)) == .noClasses(try Shape([])))
    #expect(
      failure(try .of([], [0, 3]), try .of([], [0], .int8)) == .noRows(try Shape([0, 3])))
    let largest = try Tensor(elementType: .uint64, shape: try Shape([2]))
    largest.withElements(as: UInt64.self) { ($0[0], $0[1]) = (0, .max) }
    #expect(failure(x, largest) == .label(18_446_744_073_709_551_615, row: 1, classes: 3))
  }

  /// There is no mean of nothing, and a sum.
  @Test func theSumOfNoRowsIsNothing() throws {
    let (logits, labels) = (try Tensor.of([], [0, 3]), try Tensor.of([], [0], .int8))
    for result in [CrossEntropy.Result.loss, .accuracy] {
      #expect(try apply(result, logits, labels, sums: true).values == [0])
    }
    #expect(try apply(.gradient, logits, labels).shape.axes == [0, 3])
  }
}
