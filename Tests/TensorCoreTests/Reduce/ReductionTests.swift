import TensorCore
import TestSupport
import Testing

/// Reductions beside a plain reading of docs/numerics.md, on numbers whose sums depend on the
/// order, to the last bit.
@Suite struct ReductionTests {
  /// Elements of one result, in order.
  private typealias Plain = @Sendable ([Double]) -> Double

  private static func blocks(_ x: [Double], _ body: (Double, Double) -> Double) -> Double {
    var total = 0.0
    for first in stride(from: 0, to: x.count, by: 1024) {
      total += x[first..<min(x.count, first + 1024)].reduce(0, body)
    }
    return total
  }

  private static let plain: [(Reduction.Function, Plain)] = [
    (.sum, { blocks($0, +) }),
    (.mean, { blocks($0, +) / Double($0.count) }),
    (.norm, { blocks($0) { $0 + $1 * $1 }.squareRoot() }),
    (.variance, { variance($0) }),
    (.max, { x in x.dropFirst().reduce(x[0]) { $1 > $0 || $1.isNaN && !$0.isNaN ? $1 : $0 } }),
    (.min, { x in x.dropFirst().reduce(x[0]) { $1 < $0 || $1.isNaN && !$0.isNaN ? $1 : $0 } }),
    (.argmax, { x in Double(x.indices.reduce(0) { wins(x[$1], x[$0], >) ? $1 : $0 }) }),
    (.argmin, { x in Double(x.indices.reduce(0) { wins(x[$1], x[$0], <) ? $1 : $0 }) }),
  ]

  private static func wins(_ x: Double, _ kept: Double, _ before: (Double, Double) -> Bool) -> Bool
  {
    before(x, kept) || x.isNaN && !kept.isNaN
  }

  private static func variance(_ x: [Double]) -> Double {
    var (mean, distance) = (0.0, 0.0)
    for first in stride(from: 0, to: x.count, by: 1024) {
      let block = x[first..<min(x.count, first + 1024)]
      let c = Double(block.count)
      let sum = block.reduce(0) { $0 + ($1 - x[first]) }
      let squares = block.reduce(0) { $0 + ($1 - x[first]) * ($1 - x[first]) }
      let own = x[first] - x[0] + sum / c
      let difference = squares - sum * sum / c
      let ownDistance = difference < 0 ? 0 : difference
      let n = Double(first)
      guard first > 0 else {
        (mean, distance) = (own, ownDistance)
        continue
      }
      let step = own - mean
      mean += step * (c / (n + c))
      distance += ownDistance + step * step * (n * c / (n + c))
    }
    return distance / Double(x.count)
  }

  /// What makes each result, in order: arrays of a stream first, then row-major.
  private static func gathered(_ arrays: [Tensor], _ axes: [Int]) -> [[Double]] {
    let shape = arrays[0].shape
    let kept = shape.axes.indices.filter { !axes.contains($0) }
    let count = kept.reduce(1) { $0 * shape[$1] }
    var results = [[Double]](repeating: [], count: count)
    for array in arrays {
      for (index, value) in array.values.enumerated() {
        let place = shape.position(of: index)
        results[kept.reduce(0) { $0 * shape[$1] + place[$1] }].append(value)
      }
    }
    return results
  }

  private func draw(_ random: inout SeededGenerator, _ count: Int) -> [Double] {
    let isWild = random.chance(oneIn: 4)
    return isWild ? random.wild(count).map(Double.init) : random.reals(count)
  }

  @Test func givesTheBitsOfTheDefinition() throws {
    var random = SeededGenerator.forTest("Reduction")
    for _ in 0..<100 {
      let rank = random.integer(1...4)
      let longest = [0, 20000, 90, 20, 7][rank]
      var axes = (0..<rank).map { _ in random.integer(1...longest) }
      if rank == 2, random.chance(oneIn: 3) {
        axes = [random.integer(1...3000), random.integer(1...5)]
      }
      if rank == 3, random.chance(oneIn: 3) {
        axes = [random.integer(1...4), random.integer(1...2500), 3]
      }
      let type = random.pick([ElementType.float32, .float64])
      let across = random.chance(oneIn: 3)
      let reduced = (0..<rank).filter { _ in random.chance(oneIn: 2) }
      let arrays = try (0..<(across ? random.integer(1...3) : 1)).map { _ in
        try Tensor.of(draw(&random, axes.reduce(1, *)), axes, type)
      }
      let gathered = Self.gathered(arrays, reduced)
      for (function, plain) in Self.plain {
        let reduction = Reduction(function)
        let found =
          try across
          ? over(reduction, arrays, reduced) : each(reduction, arrays[0], reduced)
        let results = gathered.map(plain)
        let resultType = reduction.resultType(for: type)
        let lengths = axes.indices.filter { !reduced.contains($0) }.map { axes[$0] }
        let expected = try Tensor.of(
          results.map { $0.isNaN ? .nan : $0 }, lengths, resultType)
        #expect(
          Comparison.difference(found, expected) == nil,
          "\(function) of \(type) \(axes) along \(reduced), \(arrays.count) arrays")
      }
    }
  }

  private func each(_ reduction: Reduction, _ x: Tensor, _ axes: [Int]) throws -> Tensor {
    let bytes = try TensorStream.transform([x]) {
      try reduction.apply($0, along: axes, from: $1, to: $2)
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  private func over(_ reduction: Reduction, _ x: [Tensor], _ axes: [Int]) throws -> Tensor {
    let across = StreamReduction(reduction)
    var left = x.count
    let bytes = try TensorStream.transform(x) {
      try across.add($0, along: axes, from: $1)
      left -= 1
      if left == 0 { try across.write(to: $2) }
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  /// In float64 a sum over positions is what the gradient of a bias is.
  @Test func isTheGradientOfABias() throws {
    var random = SeededGenerator.forTest("Reduction bias")
    let x = try Tensor.of(random.reals(3 * 40 * 50 * 5), [3, 40, 50, 5], .float64)
    let bias = try Executions.agreed { execution in
      let gradient = ConvolutionBiasGradient(
        layout: .standard(dims: 2), execution: execution)
      return try TensorStream.transform([x]) {
        try gradient.add($0, $1)
        try $2.write(try #require(try gradient.result()))
      }
    }
    let sum = try each(Reduction(.sum), x, [0, 1, 2])
    #expect(Comparison.difference(sum.npy, bias) == nil)
  }

  /// Sums that no float64 and no 64 bits hold.
  @Test func sumsIntegersExactly() throws {
    func tensor<Element: FixedWidthInteger>(_ values: [Element], _ type: ElementType) throws
      -> Tensor
    {
      let tensor = try Tensor(elementType: type, shape: try Shape([values.count]))
      tensor.withElements(as: Element.self) { for i in values.indices { $0[i] = values[i] } }
      return tensor
    }
    func sum(_ x: Tensor, _ type: ElementType? = nil) throws -> Tensor {
      var reduction = Reduction(.sum)
      reduction.resultType = type
      return try each(reduction, x, [0])
    }
    let signed = try tensor([Int64.max, .max, .min, .min, 7], .int64)
    #expect(try sum(signed).withElements(as: Int64.self) { $0[0] } == 5)
    let large = try tensor([UInt64.max, 1, 1], .uint64)
    #expect(try sum(large).withElements(as: UInt64.self) { $0[0] } == .max)
    #expect(try sum(large, .float64).values == [0x1p64])
    let small = try tensor([Int64.min, .min, .min], .int64)
    #expect(try sum(small).withElements(as: Int64.self) { $0[0] } == .min)
    #expect(try sum(small, .float32).values == [-3 * 0x1p63])
    let odd = try tensor([Int64(1 << 53), 1, 1, 1], .int64)
    #expect(try sum(odd).withElements(as: Int64.self) { $0[0] } == 1 << 53 + 3)
    var many = SeededGenerator.forTest("Reduction integers")
    let bytes = (0..<70_000).map { _ in Int8(many.integer(-128...127)) }
    let expected = bytes.reduce(0) { $0 + Int64($1) }
    #expect(try sum(try tensor(bytes, .int8)).withElements(as: Int64.self) { $0[0] } == expected)
  }

  /// A byte that is neither 0 nor 1 counts as true.
  @Test func countsTruths() throws {
    let x = try Tensor(elementType: .bool, shape: try Shape([3]))
    x.withElements(as: UInt8.self) { ($0[0], $0[1], $0[2]) = (2, 0, 255) }
    #expect(try each(Reduction(.sum), x, [0]).values == [2])
    #expect(try each(Reduction(.max), x, [0]).withElements(as: UInt8.self) { $0[0] } == 1)
    #expect(try each(Reduction(.argmax), x, [0]).values == [0])
  }

  @Test func variancesKeepWhatLargeMeansTake() throws {
    var random = SeededGenerator.forTest("Reduction variance")
    let values = (0..<5000).map { _ in 1e9 + Double(random.integer(-8...8)) / 8 }
    let mean = values.map { $0 - 1e9 }.reduce(0, +) / 5000
    let exact = values.map { ($0 - 1e9 - mean) * ($0 - 1e9 - mean) }.reduce(0, +) / 5000
    let found = try each(Reduction(.variance), try .of(values, [5000], .float64), [0]).values[0]
    #expect(abs(found - exact) <= 1e-13 * exact)
    let constant = try Tensor.of([Double](repeating: 0.1, count: 3000), [3000], .float64)
    #expect(try each(Reduction(.variance), constant, [0]).values == [0])
  }
}
