import TensorCore
import TestSupport
import Testing

/// Formulas drawn at random beside an evaluator of one number at a time, to the last bit, under
/// every execution, through files and held arrays, with broadcasting.
@Suite struct RandomFormulaTests {
  private static let types: [ElementType] = [
    .float32, .float32, .float32, .float64, .float16, .uint8, .int16, .int32, .bool,
  ]

  private func values(_ random: inout SeededGenerator, _ type: ElementType, _ count: Int)
    -> [Double]
  {
    switch type {
    case .bool: return random.integers(count, in: 0...1)
    case .uint8: return random.integers(count, in: 0...255)
    case .int16, .int32: return random.integers(count, in: -300...300)
    case .float16: return random.integers(count, in: -64...64).map { $0 / 16 }
    default:
      return random.chance(oneIn: 3) ? random.wild(count).map(Double.init) : random.reals(count)
    }
  }

  /// The element of an array under a position of the result.
  private func element(_ tensor: [Double], _ shape: Shape, _ position: [Int]) -> Double {
    let own = position.suffix(shape.rank)
    return tensor[zip(shape.axes, own).reduce(0) { $0 * $1.0 + ($1.0 == 1 ? 0 : $1.1) }]
  }

  private func plain<T: BinaryFloatingPoint>(
    _ formula: RandomFormula, _ arrays: [(name: String, shape: Shape, values: [Double])],
    _ shape: Shape, _: T.Type
  ) -> [Double] {
    (0..<shape.count).map { index in
      let position = shape.position(of: index)
      var numbers: [String: T] = [:]
      for array in arrays {
        numbers[array.name] = T(element(array.values, array.shape, position))
      }
      return Double(formula.value(numbers))
    }
  }

  @Test func giveTheBitsOfTheEvaluator() throws {
    var random = SeededGenerator.forTest("RandomFormula")
    for round in 0..<300 {
      let wanted = Array(["x", "a", "b"].prefix(random.integer(1...3)))
      let drawn = wanted.map { ($0, random.pick(Self.types)) }
      let isWide = drawn.contains { $0.1.computeType == .float64 }
      let formula = RandomFormula.draw(
        &random, depth: random.integer(1...5), names: wanted, elementary: !isWide)
      guard formula.names.contains("x") else { continue }
      // Some longer than what one thread computes at a time.
      let axes =
        round % 50 == 0
        ? [random.integer(3...5), random.integer(30_000...40_000)]
        : (0..<random.integer(0...3)).map { _ in random.integer(1...13) }
      let arrays = drawn.filter { formula.names.contains($0.0) }.map { name, type in
        let isWhole = name == "x" || random.chance(oneIn: 2)
        let own =
          isWhole
          ? axes
          : axes.suffix(random.integer(0...axes.count)).map {
            random.chance(oneIn: 3) ? 1 : $0
          }
        return (name: name, type: type, axes: own, values: values(&random, type, own.reduce(1, *)))
      }
      let isWideHere = arrays.contains { $0.type.computeType == .float64 }
      let shape = try Shape(axes)
      let known = try arrays.map { (name: $0.name, shape: try Shape($0.axes), values: $0.values) }
      let results =
        isWideHere
        ? plain(formula, known, shape, Double.self) : plain(formula, known, shape, Float.self)
      let type: ElementType = formula.isTruth ? .bool : isWideHere ? .float64 : .float32
      let expected = try Tensor.of(results.map { $0.isNaN ? .nan : $0 }, axes, type)
      let tensors = try arrays.map { try Tensor.of($0.values, $0.axes, $0.type) }
      let bytes = try Executions.agreed { execution in
        let operation = try Elementwise(formula.text, execution: execution)
        let x = try #require(arrays.firstIndex { $0.name == "x" })
        return try TensorStream.transform([tensors[x]]) { array, writer in
          let inputs = try operation.names.map { name in
            let index = try #require(arrays.firstIndex { $0.name == name })
            return Elementwise.Input(
              name, name == "x" ? .stream(array) : .held(tensors[index]))
          }
          try operation.apply(inputs, to: writer)
        }
      }
      #expect(
        Comparison.difference(bytes, expected.npy) == nil,
        "\(formula.text) of \(arrays.map { "\($0.name) \($0.type) \($0.axes)" })")
    }
  }
}
