import TensorCore

/// How two results differ, in words; nil where they do not.
public enum Comparison {
  /// Byte by byte.
  public static func difference(_ actual: [UInt8], _ expected: [UInt8]) -> String? {
    guard actual != expected else { return nil }
    let at = zip(actual, expected).enumerated().first { $1.0 != $1.1 }?.offset
    guard let at else { return "\(actual.count) bytes, expected \(expected.count)" }
    return
      "byte \(at) is \(actual[at]), expected \(expected[at]) (\(actual.count) and \(expected.count) bytes)"
  }

  /// Shapes, element types and bits.
  public static func difference(_ actual: Tensor, _ expected: Tensor) -> String? {
    if let difference = shapes(actual, expected) { return difference }
    guard actual.elementType == expected.elementType else {
      return "\(actual.elementType), expected \(expected.elementType)"
    }
    guard actual.withBytes({ Array($0) }) != expected.withBytes({ Array($0) }) else { return nil }
    let (a, e) = (actual.values, expected.values)
    guard let at = a.indices.first(where: { !same(a[$0], e[$0]) }) else {
      return "equal values, other bits"
    }
    return "element \(at) of \(actual.shape) is \(a[at]), expected \(e[at])"
  }

  /// Elements that lie within `bound` of what is expected, each with its own; equal infinities
  /// and two NaNs do too.
  public static func difference(
    _ actual: Tensor, _ expected: Tensor, bound: [Double]
  ) -> String? {
    if let difference = shapes(actual, expected) { return difference }
    let (a, e) = (actual.values, expected.values)
    precondition(bound.count == a.count)
    let worst = a.indices.filter { !same(a[$0], e[$0]) }
      .map { (index: $0, error: abs(a[$0] - e[$0]) / bound[$0]) }
      .filter { !($0.error <= 1) }.max { $0.error < $1.error }
    guard let worst else { return nil }
    let at = worst.index
    return
      "element \(at) of \(actual.shape) is \(a[at]), expected \(e[at]) ± \(bound[at]): \(worst.error) times the bound"
  }

  private static func shapes(_ actual: Tensor, _ expected: Tensor) -> String? {
    actual.shape == expected.shape
      ? nil : "shape \(actual.shape), expected \(expected.shape)"
  }

  private static func same(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
}

/// How far a computed sum may be from the exact one.
public enum RoundingBound {
  /// γ_n, as `Tolerance.gamma` has it.
  public static func gamma(_ roundings: Int, _ type: ComputeType) -> Double {
    Tolerance.gamma(roundings, type.elementType)
  }
}
