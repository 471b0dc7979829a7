/// When two elements count as the same.
public struct Tolerance: Equatable, Sendable {
  public enum Rule: Equatable, Sendable {
    /// `|a − e| ≤ absolute + relative·|e|`, with infinities equal to themselves only.
    case closeness(absolute: Double, relative: Double)
    /// At most so many steps between neighbouring values of the type. +0 and −0 are the same.
    case steps(UInt64)
    /// The same bits: −0 is not 0, and a NaN equals one with the same payload.
    case bits
    /// `|a − e| ≤ factor·s`, for two sums of `terms` terms in whatever order; s is each
    /// element's own magnitude, or `max(|e|, scale)` where a scale stands for all of them.
    case rounding(terms: Int, factor: Double, scale: Double?)
  }

  public var rule: Rule
  /// Whether two NaNs are the same. With `.bits` the bits decide.
  public var nanEqualsNaN: Bool

  public init(_ rule: Rule, nanEqualsNaN: Bool = false) {
    self.rule = rule
    self.nanEqualsNaN = nanEqualsNaN
  }

  /// The tolerances of PyTorch's `assert_close` for a type: none for integers.
  public static func usual(for type: ElementType) -> Rule {
    switch type {
    case .float16: .closeness(absolute: 1e-5, relative: 1e-3)
    case .float32: .closeness(absolute: 1e-5, relative: 1.3e-6)
    case .float64: .closeness(absolute: 1e-7, relative: 1e-7)
    default: .closeness(absolute: 0, relative: 0)
    }
  }

  /// The unit roundoff of a floating-point type: half an ULP of 1. Integers are exact.
  public static func roundoff(of type: ElementType) -> Double {
    switch type {
    case .float16: 0x1p-11
    case .float32: 0x1p-24
    case .float64: 0x1p-53
    default: 0
    }
  }

  /// γ_n = n·u / (1 − n·u): how far n roundings can carry a sum from the exact one, relative to
  /// the sum of its terms' magnitudes (Higham, 'Accuracy and Stability of Numerical Algorithms',
  /// 2nd edition, section 3.1). Infinite where n·u is 1 or more: there is no bound.
  public static func gamma(_ roundings: Int, _ type: ElementType) -> Double {
    let product = Double(roundings) * roundoff(of: type)
    return product < 1 ? product / (1 - product) : .infinity
  }
}

extension Tolerance.Rule: CustomStringConvertible {
  public var description: String {
    switch self {
    case .closeness(0, 0): "exactly equal values"
    case .closeness(let absolute, let relative): "|a - e| <= \(absolute) + \(relative)*|e|"
    case .steps(let count): "at most \(count) ULP"
    case .bits: "equal bits"
    case .rounding(let terms, let factor, let scale):
      "|a - e| <= \(factor)*\(scale.map { "max(|e|, \($0))" } ?? "magnitude"), sums of \(terms)"
    }
  }
}
