/// Why two arrays cannot be compared as was asked for.
public enum ComparisonError: Failure, Equatable {
  case noBound(Int, ElementType)
  case magnitudesEnd(stream: String, array: Int)
  case magnitudesLeft(stream: String, arrays: Int)
  case magnitudeShape(stream: String, array: Int, Shape, expected: Shape)

  public var category: FailureCategory {
    if case .noBound = self { .usage } else { .data }
  }

  public var message: String {
    switch self {
    case .noBound(let terms, let type):
      "a sum of \(terms) terms has no bound in \(type): expected fewer than \(Int(1 / Tolerance.roundoff(of: type)))"
    case .magnitudesEnd(let stream, let array): "\(stream) has no magnitudes for array \(array)"
    case .magnitudesLeft(let stream, let arrays):
      "\(stream) has magnitudes for more arrays than were compared: expected \(arrays)"
    case .magnitudeShape(let stream, let array, let shape, let expected):
      "\(stream): magnitudes of array \(array) have shape \(shape), the array has \(expected)"
    }
  }
}
