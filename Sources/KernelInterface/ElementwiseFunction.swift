/// Functions of one number that IEEE 754 defines, in the type of their operand. Truth is 1 or 0,
/// and what is not 0 is true.
public enum PlainFunction: Int, CaseIterable, Sendable {
  /// The bits but for NaNs.
  case same
  case negate, absolute, squareRoot
  /// To whole numbers: down, up, to the nearest with ties to even.
  case floor, ceiling, round
  case not, isNaN
}

/// Functions of two numbers, as above.
public enum BinaryFunction: Int, CaseIterable, Sendable {
  case add, subtract, multiply, divide
  /// The first of equals; a NaN wins.
  case minimum, maximum
  case less, lessOrEqual, equal, notEqual
  case and, or
}
