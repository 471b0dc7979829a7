import KernelInterface

/// Reads expressions. From what binds loosest to what binds tightest: `|`, `&`, comparisons,
/// `+ -`, `* /`, signs and `!`, `^` (from the right; its exponent may have a sign), calls and
/// brackets.
struct ExpressionParser {
  private let text: String
  private let tokens: [ExpressionToken]
  private var next = 0
  private var depth = 0
  /// Arrays in the order in which they are first named, and the columns.
  private(set) var names: [(name: String, column: Int)] = []

  /// How deep brackets, calls, signs and powers go into each other.
  private static let deepest = 100

  init(_ text: String) throws(ExpressionError) {
    self.text = text
    tokens = try ExpressionToken.tokens(of: text)
  }

  /// The whole expression.
  mutating func parse() throws(ExpressionError) -> Expression {
    let expression = try level(0)
    guard token.kind == .end else {
      throw unexpected("expected an operator or the end")
    }
    return expression
  }

  private var token: ExpressionToken { tokens[next] }

  private func unexpected(_ wish: String, hint: String? = nil) -> ExpressionError {
    ExpressionError(
      text, token.column, "\(wish), found \(token.description(in: Array(text)))", hint: hint)
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    next += 1
    return true
  }

  private mutating func nested<Result>(
    _ body: (inout Self) throws(ExpressionError) -> Result
  ) throws(ExpressionError) -> Result {
    guard depth < Self.deepest else {
      throw ExpressionError(text, token.column, "nested deeper than \(Self.deepest) levels")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Operators of two operands, from those that bind loosest; `swaps` exchanges the operands.
  private static let levels: [[(symbol: String, function: BinaryFunction, swaps: Bool)]] = [
    [("|", .or, false), ("||", .or, false)],
    [("&", .and, false), ("&&", .and, false)],
    [
      ("<", .less, false), ("<=", .lessOrEqual, false), (">", .less, true),
      (">=", .lessOrEqual, true), ("==", .equal, false), ("!=", .notEqual, false),
    ],
    [("+", .add, false), ("-", .subtract, false)],
    [("*", .multiply, false), ("/", .divide, false)],
  ]
  private static let comparisons = 2

  private mutating func level(_ level: Int) throws(ExpressionError) -> Expression {
    guard level < Self.levels.count else { return try sign() }
    var left = try self.level(level + 1)
    var isComparison = false
    while case .symbol(let symbol) = token.kind,
      let found = Self.levels[level].first(where: { $0.symbol == symbol })
    {
      if isComparison {
        throw ExpressionError(
          text, token.column, "comparisons do not follow each other",
          hint: "join them: (a < b) & (b < c)")
      }
      isComparison = level == Self.comparisons
      next += 1
      let right = try self.level(level + 1)
      left = .binary(found.function, found.swaps ? right : left, found.swaps ? left : right)
    }
    return left
  }

  private mutating func sign() throws(ExpressionError) -> Expression {
    if take("-") {
      return .plain(.negate, try nested { (me) throws(ExpressionError) in try me.sign() })
    }
    if take("+") { return try nested { (me) throws(ExpressionError) in try me.sign() } }
    if take("!") || take("~") {
      return .plain(.not, try nested { (me) throws(ExpressionError) in try me.sign() })
    }
    let base = try primary()
    guard take("^") || take("**") else { return base }
    return .power(base, try nested { (me) throws(ExpressionError) in try me.sign() })
  }

  private mutating func primary() throws(ExpressionError) -> Expression {
    let start = token
    switch start.kind {
    case .number(let value):
      next += 1
      return .number(value)
    case .name(let name):
      next += 1
      if take("(") { return try call(name, start.column) }
      if ExpressionFunction.argumentCount(name) != nil {
        throw unexpected("expected '(' after the function \(name)")
      }
      if let value = ExpressionFunction.constants[name] { return .number(value) }
      return array(name, start.column)
    case .symbol("("):
      next += 1
      let inner = try nested { (me) throws(ExpressionError) in try me.level(0) }
      guard take(")") else { throw unexpected("expected ')'") }
      return inner
    default:
      throw unexpected("expected a number, a name or '('")
    }
  }

  private mutating func array(_ name: String, _ column: Int) -> Expression {
    if let known = names.firstIndex(where: { $0.name == name }) { return .array(known) }
    names.append((name, column))
    return .array(names.count - 1)
  }

  private mutating func call(_ name: String, _ column: Int) throws(ExpressionError) -> Expression {
    guard let wanted = ExpressionFunction.argumentCount(name) else {
      throw ExpressionError(
        text, column, "unknown function '\(name)'",
        hint: "functions are \(ExpressionFunction.names.joined(separator: ", "))")
    }
    var arguments: [Expression] = []
    if token.kind != .symbol(")") {
      repeat {
        arguments.append(try nested { (me) throws(ExpressionError) in try me.level(0) })
      } while take(",")
    }
    guard token.kind == .symbol(")") else { throw unexpected("expected ',' or ')'") }
    guard arguments.count == wanted else {
      throw ExpressionError(
        text, column,
        "\(name) takes \(wanted) argument\(wanted == 1 ? "" : "s"), got \(arguments.count)")
    }
    next += 1
    return ExpressionFunction.call(name, arguments)
  }
}
