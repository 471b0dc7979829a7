/// Compares two tensor streams array by array, holding a piece of each.
public struct StreamComparison: Sendable {
  /// What was found at one array.
  public enum Finding: Equatable, Sendable {
    case types(actual: ElementType, expected: ElementType)
    case shapes(actual: Shape, expected: Shape)
    case elements(ArrayComparison)
    /// One stream ends before this array.
    case ends(actual: Bool)

    /// Whether this makes the streams different.
    public var isDifference: Bool {
      if case .elements(let comparison) = self { comparison.differing > 0 } else { true }
    }
  }

  /// When elements are the same.
  public enum Criterion: Equatable, Sendable {
    /// The usual rule of the type.
    case usual
    case rule(Tolerance.Rule)
    /// Both are sums of so many terms, rounded in the elements' type in whatever order: each
    /// is within γ·s of the exact sum, s the sum of the terms' magnitudes, so `|a − e| ≤ 2γ·s`.
    case sums(terms: Int)
  }

  public var criterion = Criterion.usual
  /// For `.sums`: arrays of s, one for each array that is compared. Without them s is estimated
  /// as `max(|e|, √terms·r)`, r the root mean square of the finite elements expected: by Cauchy
  /// and Schwarz s is at most `√terms` times the root of the terms' sum of squares, and that is
  /// about r where terms are not correlated.
  public var magnitudes: TensorReader?
  public var nanEqualsNaN = false
  /// How many of the elements that differ are told, in each array.
  public var shown = 5

  public init() {}

  /// Calls `report` for each array, and for what one stream has more than the other; ends where
  /// it returns false.
  ///
  /// - Throws: `StreamError` for trouble with a stream, `ComparisonError` for magnitudes that do
  ///   not fit and sums that are too long.
  public func compare(
    _ actual: TensorReader, _ expected: TensorReader,
    report: (_ array: Int, _ finding: Finding) throws -> Bool
  ) throws {
    var array = 0
    while true {
      let (a, e) = (try actual.next(), try expected.next())
      guard let a, let e else {
        try actual.requireArray()
        try expected.requireArray()
        if a != nil || e != nil {
          _ = try report(array, .ends(actual: a == nil))
        } else if let magnitudes, try magnitudes.next() != nil {
          throw ComparisonError.magnitudesLeft(stream: magnitudes.name, arrays: array)
        }
        return
      }
      let magnitudes = try magnitudes.map { stream in
        guard let next = try stream.next() else {
          throw ComparisonError.magnitudesEnd(stream: stream.name, array: array)
        }
        return next
      }
      let (found, wanted) = (a.header, e.header)
      let finding: Finding =
        if found.elementType != wanted.elementType {
          .types(actual: found.elementType, expected: wanted.elementType)
        } else if found.shape != wanted.shape {
          .shapes(actual: found.shape, expected: wanted.shape)
        } else {
          .elements(
            try found.elementType.accept(
              ElementComparison(
                actual: actual, expected: expected, magnitudes: magnitudes, header: found,
                array: array, options: self)))
        }
      guard try report(array, finding) else { return }
      array += 1
    }
  }
}
