/// Reductions that have no result.
public enum ReductionError: Failure, Equatable {
  case nothing(Reduction.Function)
  case tooFew(Int, lostDegrees: Int)
  case other(ElementType, Shape, array: Int, firstType: ElementType, Shape)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .nothing(let function):
      "\(function.rawValue) of no elements, expected at least one for each result"
    case .tooFew(let count, let lostDegrees):
      "var of \(count) element\(count == 1 ? "" : "s") with --ddof \(lostDegrees), expected more than that"
    case .other(let type, let shape, let array, let firstType, let first):
      "array \(array) is \(type) of shape \(shape), expected \(firstType) of shape \(first) as array 0"
    }
  }
}
