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

  /// The rule for a type of elements; nil: the usual one of the type.
  public var rule: Tolerance.Rule?
  public var nanEqualsNaN = false
  /// How many of the elements that differ are told, in each array.
  public var shown = 5

  public init() {}

  /// Calls `report` for each array, and for what one stream has more than the other; ends where
  /// it returns false.
  ///
  /// - Throws: `StreamError` for trouble with either stream.
  public func compare(
    _ actual: TensorReader, _ expected: TensorReader,
    report: (_ array: Int, _ finding: Finding) throws -> Bool
  ) throws {
    var array = 0
    while true {
      let (a, e) = (try actual.next(), try expected.next())
      guard let a, let e else {
        if a != nil || e != nil { _ = try report(array, .ends(actual: a == nil)) }
        return
      }
      let finding: Finding =
        if a.elementType != e.elementType {
          .types(actual: a.elementType, expected: e.elementType)
        } else if a.shape != e.shape {
          .shapes(actual: a.shape, expected: e.shape)
        } else {
          .elements(
            try a.elementType.accept(
              ElementComparison(actual: actual, expected: expected, header: a, options: self)))
        }
      guard try report(array, finding) else { return }
      array += 1
    }
  }
}

private struct ElementComparison: ElementVisitor {
  let actual: TensorReader
  let expected: TensorReader
  let header: NPYHeader
  let options: StreamComparison

  func visit<Element: StoredElement>(_: Element.Type) throws -> ArrayComparison {
    let tolerance = Tolerance(
      options.rule ?? Tolerance.usual(for: header.elementType),
      nanEqualsNaN: options.nanEqualsNaN)
    var comparer = ArrayComparer<Element>(header, tolerance, shown: options.shown)
    let size = MemoryLayout<Element>.stride
    try actual.read(count: actual.remaining) { (bytes) throws(StreamError) in
      var done = 0
      try expected.read(count: bytes.count / size) { other in
        comparer.compare(
          UnsafeRawBufferPointer(rebasing: bytes[done..<(done + other.count)]), other)
        done += other.count
      }
    }
    return comparer.result
  }
}
