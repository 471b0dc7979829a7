/// A filter that cannot be.
public enum FilterError: Failure, Equatable {
  case size(String, [Int], least: Int, odd: Bool)
  case fixedSize(String, [Int])
  case tooLarge(String, [Int])
  case planeOnly(String, dims: Int)
  /// Longer ones have elements that float64 does not hold.
  case tooLong(String, [Int], most: Int)
  /// With these options an element is infinite or NaN.
  case notFinite(String, Double)

  public var category: FailureCategory { .usage }

  public var message: String {
    switch self {
    case .size(let name, let size, let least, let odd):
      "\(name) needs\(odd ? " odd" : "") sizes of at least \(least), got \(Shape.describe(size))"
    case .fixedSize(let name, let size):
      "\(name) has size 3 along each axis, got \(Shape.describe(size))"
    case .planeOnly(let name, let dims): "\(name) needs --dims 2, got \(dims)"
    case .tooLong(let name, let size, let most):
      "\(name) can have sizes up to \(most), for which float64 holds its elements, got \(Shape.describe(size))"
    case .notFinite(let name, let value):
      // Which NaN it is, differs between machines.
      "\(name) has an element of \(value.isNaN ? .nan : value) with these options, expected finite ones"
    case .tooLarge(let name, let size):
      "\(name) can have \(ImageFilter.largest) elements at most, got \(Shape.describe(size))"
    }
  }
}
