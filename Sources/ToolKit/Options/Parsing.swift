import TensorCore

/// How values that several options share are written. Errors say what was expected and found.
public enum Parsing {
  /// A number, also `inf`, `-inf` and `nan`.
  public static func number(_ text: some StringProtocol, option: String) throws(UsageError)
    -> Double
  {
    guard let value = Double(text) else {
      throw UsageError("\(option) expects a number, got '\(text)'")
    }
    return value
  }

  /// A finite number above 0, small enough for a length.
  public static func positive(_ text: String, option: String) throws(UsageError) -> Double {
    guard let value = Double(text), value > 0, value < 1e6 else {
      throw UsageError("\(option) expects a number above 0 and below 1000000, got '\(text)'")
    }
    return value
  }

  /// `3` or `3,5`: lengths of at least 1, one an axis or one for all.
  public static func sizes(
    _ text: String, option: String, dims: Int
  ) throws(UsageError) -> [Int] {
    try GeometryParsing.numbers(text, option: option, dims: dims)
  }

  /// `LOW:HIGH`.
  public static func range(_ text: String, option: String) throws(UsageError) -> (Double, Double) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let low = Double(parts[0]), let high = Double(parts[1]),
      low.isFinite, high.isFinite, low < high
    else { throw UsageError("\(option) expects LOW:HIGH, such as -1:1, got '\(text)'") }
    return (low, high)
  }

  /// `0,-1,2`: whole numbers.
  public static func integers(_ text: String, option: String) throws(UsageError) -> [Int] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.filter { $0 != " " }) }
    guard numbers.count == parts.count else {
      throw UsageError("\(option) expects whole numbers such as 0,1, got '\(text)'")
    }
    return numbers
  }

  /// `3,4`; nothing for a single value.
  public static func shape(_ text: String, option: String) throws -> Shape {
    if text.isEmpty { return try Shape([]) }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let lengths = parts.compactMap { Int($0) }
    guard lengths.count == parts.count, lengths.allSatisfy({ $0 >= 0 }) else {
      throw UsageError("\(option) expects lengths such as 3,4, got '\(text)'")
    }
    let shape = try? Shape(lengths)
    guard let shape, !shape.count.multipliedReportingOverflow(by: 8).overflow else {
      throw UsageError("\(option) \(text) has more elements than can be counted")
    }
    return shape
  }

  /// The name of an element type.
  public static func elementType(_ text: String, option: String) throws(UsageError) -> ElementType {
    guard let type = ElementType(rawValue: text) else {
      let names = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("\(option) expects one of \(names), got '\(text)'")
    }
    return type
  }
}
