/// What the elements of a generated array are. Element `i` is number `i` in C order; it depends
/// on nothing but the fill, the seed and the array's number in its stream.
public enum Fill: Equatable, Sendable {
  case constant(Double)
  /// `start + i·step`.
  case ramp(start: Double, step: Double)
  /// The same, exactly; in floating-point types float64 is enough where int64 is not.
  case integerRamp(start: Int128, step: Int128)
  /// 1 at element `index`, else 0.
  case delta(index: Int)
  /// `low + u·(high − low)` with u from 0 up to but not 1.
  case uniform(low: Double, high: Double)
  /// `mean + deviation·z`, z of the standard normal distribution.
  case normal(mean: Double, deviation: Double)
  /// From `low` up to but not `high`, equally likely.
  case integers(low: Int64, high: Int64)

  /// Whether elements are computed as integers.
  var isInteger: Bool {
    switch self {
    case .integers, .integerRamp, .delta: true
    default: false
    }
  }

  var isRandom: Bool {
    switch self {
    case .uniform, .normal, .integers: true
    default: false
    }
  }
}

/// A fill that an array cannot have.
public enum FillError: Failure, Equatable {
  case doesNotFit(String, ElementType)
  case needsFloat(String, ElementType)
  /// A number of a normal distribution may be as large as this.
  case reaches(Double, ElementType)

  public var category: FailureCategory { .usage }

  public var message: String {
    switch self {
    case .doesNotFit(let value, let type): "\(value) does not fit the element type \(type)"
    case .reaches(let value, let type):
      "normal numbers up to \(value) do not fit the element type \(type)"
    case .needsFloat(let what, let type):
      "\(what) numbers need a floating-point type, got \(type)"
    }
  }

  public var hint: String? {
    if case .needsFloat = self { "integers come from: gen integers LOW:HIGH" } else { nil }
  }
}
