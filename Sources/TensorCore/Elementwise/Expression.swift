import KernelInterface

/// A formula of arrays and numbers.
indirect enum Expression: Equatable, Sendable {
  case number(Double)
  /// An array: its place in the list of names.
  case array(Int)
  case plain(PlainFunction, Expression)
  case elementary(UnaryFunction, Expression)
  case binary(BinaryFunction, Expression, Expression)
  case power(Expression, Expression)
  case select(Expression, Expression, Expression)

  /// Whether its values are truths.
  var isTruth: Bool {
    switch self {
    case .plain(.not, _), .plain(.isNaN, _): true
    case .binary(let function, _, _):
      switch function {
      case .less, .lessOrEqual, .equal, .notEqual, .and, .or: true
      default: false
      }
    case .select(_, let a, let b): a.isTruth && b.isTruth
    default: false
    }
  }

  var number: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  var operands: [Expression] {
    switch self {
    case .number, .array: []
    case .plain(_, let a), .elementary(_, let a): [a]
    case .binary(_, let a, let b), .power(let a, let b): [a, b]
    case .select(let a, let b, let c): [a, b, c]
    }
  }
}
