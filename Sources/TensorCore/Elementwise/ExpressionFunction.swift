import KernelInterface

/// The functions and constants that expressions can name.
enum ExpressionFunction {
  static let constants: [String: Double] = [
    "pi": .pi, "e": 2.718281828459045, "inf": .infinity, "nan": .nan,
  ]

  private static let plain: [String: PlainFunction] = [
    "abs": .absolute, "sqrt": .squareRoot, "floor": .floor, "ceil": .ceiling, "round": .round,
    "isnan": .isNaN,
  ]
  private static let elementary: [String: UnaryFunction] = [
    "exp": .exp, "log": .log, "sin": .sin, "cos": .cos, "tanh": .tanh, "sigmoid": .sigmoid,
    "gelu": .gelu,
  ]
  private static let others = ["relu": 1, "min": 2, "max": 2, "where": 3, "clamp": 3]

  static let names = (Array(plain.keys) + Array(elementary.keys) + Array(others.keys)).sorted()

  /// How many arguments a function takes; nil for a name that is none.
  static func argumentCount(_ name: String) -> Int? {
    plain[name] != nil || elementary[name] != nil ? 1 : others[name]
  }

  /// A call with as many arguments as the function takes.
  static func call(_ name: String, _ a: [Expression]) -> Expression {
    if let function = plain[name] { return .plain(function, a[0]) }
    if let function = elementary[name] { return .elementary(function, a[0]) }
    switch name {
    case "relu": return .binary(.maximum, a[0], .number(0))
    case "min": return .binary(.minimum, a[0], a[1])
    case "max": return .binary(.maximum, a[0], a[1])
    case "where": return .select(a[0], a[1], a[2])
    default: return .binary(.minimum, .binary(.maximum, a[0], a[1]), a[2])
    }
  }
}
