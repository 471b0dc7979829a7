import KernelInterface

/// An expression as steps over registers, each of which holds a block of elements.
struct ElementwiseProgram: Sendable {
  enum Value: Equatable, Sendable {
    case register(Int)
    case array(Int)
    case number(Double)
  }

  enum Step: Sendable {
    case plain(PlainFunction, Value)
    case elementary(UnaryFunction, Value)
    case binary(BinaryFunction, Value, Value)
    case power(Value, Value)
    /// x to a whole power, by products.
    case wholePower(Value, Int)
    case select(Value, Value, Value)
  }

  private(set) var steps: [(step: Step, target: Int)] = []
  private(set) var registerCount = 1
  /// Whether results are truths.
  let isTruth: Bool

  /// The last step leaves the result in register 0.
  init(_ expression: Expression) {
    isTruth = expression.isTruth
    let result = compile(Self.folded(expression), 0)
    if result != .register(0) { add(.plain(.same, result), 0) }
  }

  private init(step: Step) {
    isTruth = false
    add(step, 0)
  }

  private mutating func add(_ step: Step, _ target: Int) {
    steps.append((step, target))
    registerCount = max(registerCount, target + 1)
  }

  /// - Parameter free: the first register that holds nothing.
  private mutating func compile(_ expression: Expression, _ free: Int) -> Value {
    switch expression {
    case .number(let value): return .number(value)
    case .array(let index): return .array(index)
    default: break
    }
    var next = free
    let values = expression.operands.map { operand in
      let value = compile(operand, next)
      if case .register = value { next += 1 }
      return value
    }
    add(Self.step(expression, values), free)
    return .register(free)
  }

  /// Exponents of powers that are products: those of larger ones would lose more than one ULP of
  /// float64.
  private static var productExponents: ClosedRange<Int> { -2...3 }

  private static func step(_ expression: Expression, _ values: [Value]) -> Step {
    switch expression {
    case .plain(let function, _): return .plain(function, values[0])
    case .elementary(let function, _): return .elementary(function, values[0])
    case .binary(let function, _, _): return .binary(function, values[0], values[1])
    case .select: return .select(values[0], values[1], values[2])
    case .power(_, .number(0.5)): return .plain(.squareRoot, values[0])
    case .power(_, .number(let exponent)):
      if let whole = Int(exactly: exponent), productExponents.contains(whole) {
        return .wholePower(values[0], whole)
      }
      return .power(values[0], values[1])
    case .power: return .power(values[0], values[1])
    case .number, .array: preconditionFailure("a value is no step")
    }
  }

  /// What is made of numbers alone, computed in float64.
  private static func folded(_ expression: Expression) -> Expression {
    let operands = expression.operands.map(folded)
    let numbers = operands.compactMap(\.number)
    guard !operands.isEmpty else { return expression }
    if numbers.count == operands.count {
      let step = step(rebuilt(expression, operands), numbers.map { .number($0) })
      return .number(ElementwiseEvaluator<Double>.value(of: ElementwiseProgram(step: step)))
    }
    return rebuilt(expression, operands)
  }

  private static func rebuilt(_ expression: Expression, _ o: [Expression]) -> Expression {
    switch expression {
    case .number, .array: expression
    case .plain(let function, _): .plain(function, o[0])
    case .elementary(let function, _): .elementary(function, o[0])
    case .binary(let function, _, _): .binary(function, o[0], o[1])
    case .power: .power(o[0], o[1])
    case .select: .select(o[0], o[1], o[2])
    }
  }
}
