/// Functions of one number that the project computes itself, so that their bits are the same on
/// every machine: fused multiply-adds in float64, in one order.
public enum UnaryFunction: Int, CaseIterable, Sendable {
  /// e to the power x.
  case exp
  /// The natural logarithm; NaN below 0.
  case log
  /// Sine and cosine of x turns: of 2πx.
  case sinTurns, cosTurns
}
