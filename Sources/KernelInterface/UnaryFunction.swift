/// Functions of one number that the project computes itself, so that their bits are the same on
/// every machine: fused multiply-adds in float64, in one order.
public enum UnaryFunction: Int, CaseIterable, Sendable {
  /// e to the power x.
  case exp
  /// The natural logarithm; NaN below 0.
  case log
  /// Sine and cosine of x turns: of 2πx.
  case sinTurns, cosTurns
  /// Sine and cosine of x, right for |x| up to 2²⁸.
  case sin, cos
  case tanh
  /// 1 / (1 + e^(−x)).
  case sigmoid
  /// x·sigmoid(2u), u = √(2/π)·(x + 0.044715·x³), which is 0.5·x·(1 + tanh u).
  case gelu
}
