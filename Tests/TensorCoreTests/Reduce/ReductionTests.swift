import TensorCore
import TestSupport
import Testing

/// Reductions beside a plain reading of docs/numerics.md, on numbers whose sums depend on the
/// order, to the last bit.
@Suite struct ReductionTests {
  private static func reduction(
    _ function: Reduction.Function, _ set: InstructionSet = InstructionSet.offered.last!
  ) -> Reduction {
    Reduction(function, instructionSet: set)
  }

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

  /// (Σ d² − (Σ d / n)·Σ d) / n in blocks of 128, in twice the precision.
  private static func variance(_ x: [Double]) -> Double {
    typealias Pair = (high: Double, low: Double)
    func sum(_ a: Double, _ b: Double) -> Pair {
      let high = a + b
      let second = high - a
      return (high, (a - (high - second)) + (b - second))
    }
    func product(_ a: Double, _ b: Double) -> Pair {
      let high = a * b
      return (high, (-high).addingProduct(a, b))
    }
    func add(_ a: Pair, _ b: Pair) -> Pair {
      let high = sum(a.high, b.high)
      return sum(high.high, high.low + (a.low + b.low))
    }
    func divide(_ a: Pair, _ b: Double) -> Pair {
      let high = a.high / b
      return sum(high, (a.high.addingProduct(-high, b) + a.low) / b)
    }
    var total: (d: Pair, s: Pair) = ((0, 0), (0, 0))
    for first in stride(from: 0, to: x.count, by: 128) {
      var block: (d: Pair, s: Pair) = ((0, 0), (0, 0))
      for value in x[first..<min(x.count, first + 128)] {
        let d = sum(value, -x[0])
        let s = product(d.high, d.high)
        let (distances, squares) = (sum(block.d.high, d.high), sum(block.s.high, s.high))
        block.d = (distances.high, block.d.low + (distances.low + d.low))
        let second = s.low.addingProduct(d.high + d.high, d.low)
        block.s = (squares.high, block.s.low + (squares.low + second))
      }
      total = (add(total.d, block.d), add(total.s, block.s))
    }
    guard total.s.high.isFinite else { return total.d.high.isFinite ? .infinity : .nan }
    let n = Double(x.count)
    let mean = divide(total.d, n)
    var part = product(mean.high, total.d.high)
    part.low += mean.high * total.d.low + mean.low * total.d.high
    part = sum(part.high, part.low)
    let distance = add(total.s, (-part.high, -part.low))
    return distance.high <= 0 ? 0 : divide(distance, n).high
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
        let reduction = Self.reduction(function, random.pick(InstructionSet.offered))
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
      try reduction.apply($0, along: axes, to: $1)
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  private func over(_ reduction: Reduction, _ x: [Tensor], _ axes: [Int]) throws -> Tensor {
    let across = StreamReduction(reduction)
    var left = x.count
    let bytes = try TensorStream.transform(x) {
      try across.add($0, along: axes)
      left -= 1
      if left == 0 { try across.write(to: $1) }
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
        try gradient.add($0)
        try $1.write(try #require(try gradient.result()))
      }
    }
    let sum = try each(Self.reduction(.sum), x, [0, 1, 2])
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
      var reduction = Self.reduction(.sum)
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
    #expect(try each(Self.reduction(.sum), x, [0]).values == [2])
    #expect(try each(Self.reduction(.max), x, [0]).withElements(as: UInt8.self) { $0[0] } == 1)
    #expect(try each(Self.reduction(.argmax), x, [0]).values == [0])
  }

  @Test func variancesKeepWhatLargeMeansTake() throws {
    var random = SeededGenerator.forTest("Reduction variance")
    let eighths = (0..<5000).map { _ in random.integer(-8...8) }
    let values = eighths.map { 1e9 + Double($0) / 8 }
    let sum = eighths.reduce(0, +)
    let distance = 5000 * eighths.map { $0 * $0 }.reduce(0, +) - sum * sum
    #expect(try variance(values) == Double(distance) / (64 * 5000 * 5000))
    #expect(try variance([Double](repeating: 0.1, count: 3000)) == 0)
    // What one rounding of x − k would lose: the distance is 2⁵³ − 2⁻¹.
    #expect(try variance([0.5, 0x1p53]) == 0x1.ffff_ffff_ffff_fp103)
  }

  @Test func variancesPastTheRange() throws {
    #expect(try variance([1e200, -1e200, 0]) == .infinity)
    // Ten squares have a finite sum, the square of the sum has none: 9/100 of one square.
    let large = [0] + [Double](repeating: 0x1p510, count: 9)
    #expect(try variance(large) == 0.09 * 0x1p1020)
    #expect(try variance([1, .infinity]).isNaN)
    #expect(try variance([.infinity]).isNaN)
    #expect(try variance([1, 2, .nan]).isNaN)
  }

  private func variance(_ x: [Double]) throws -> Double {
    try each(Self.reduction(.variance), try .of(x, [x.count], .float64), [0]).values[0]
  }
}
