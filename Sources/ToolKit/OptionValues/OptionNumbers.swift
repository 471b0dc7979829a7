/// Numbers and ranges of numbers.
extension OptionValue {
  /// A whole number that the parser has read, in a range; one that ends at `Int.max` has no end.
  public static func check(
    _ value: Int, in range: ClosedRange<Int>, option: String
  ) throws(UsageError) {
    guard !range.contains(value) else { return }
    let (least, most) = (range.lowerBound, range.upperBound)
    throw UsageError(
      "\(option) expects a number \(most == .max ? "of at least \(least)" : "from \(least) to \(most)"), got \(value)"
    )
  }

  /// A number, also `inf`, `-inf` and `nan`.
  public static func number(
    _ text: some StringProtocol, option: String
  ) throws(UsageError) -> Double {
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

  /// Numbers separated by commas, all finite.
  public static func numbers(_ text: String, option: String) throws(UsageError) -> [Double] {
    guard let numbers = list(text, Double.init), numbers.allSatisfy(\.isFinite) else {
      throw UsageError("\(option) expects numbers such as 0.5 or 0.5,0.4,0.3, got '\(text)'")
    }
    return numbers
  }

  /// `0,-1,2`: whole numbers.
  public static func integers(_ text: String, option: String) throws(UsageError) -> [Int] {
    // Spaces around a number, and none inside it.
    let numbers = list(text) { part in
      let words = part.split(separator: " ")
      return words.count == 1 ? Int(words[0]) : nil
    }
    guard let numbers else {
      throw UsageError("\(option) expects whole numbers such as 0,1, got '\(text)'")
    }
    return numbers
  }

  /// `LOW:HIGH`: finite numbers. LOW is the smaller, or, where the range `mayDescend`, another. Their
  /// difference may be more than float64 has.
  public static func range(
    _ text: String, option: String, mayDescend: Bool = false
  ) throws(UsageError) -> (low: Double, high: Double) {
    try range(text, option: option, expected: mayDescend ? "different" : "ascending") { low, high in
      low.isFinite && high.isFinite
        && (mayDescend ? low != high : low < high)
    }
  }

  /// `LOW:HIGH`: whole numbers, LOW the smaller.
  public static func integerRange(
    _ text: String, option: String
  ) throws(UsageError) -> (low: Int64, high: Int64) {
    try range(text, option: option, expected: "ascending whole") { $0 < $1 }
  }

  private static func range<Bound: LosslessStringConvertible>(
    _ text: String, option: String, expected: String, _ isMeant: (Bound, Bound) -> Bool
  ) throws(UsageError) -> (low: Bound, high: Bound) {
    guard let ends = list(text, separator: ":", { Bound(String($0)) }), ends.count == 2,
      isMeant(ends[0], ends[1])
    else {
      throw UsageError(
        "\(option) expects two \(expected) numbers LOW:HIGH, such as -1:1, got '\(text)'")
    }
    return (ends[0], ends[1])
  }

  /// What `separator` separates; nil if one of the parts cannot be read.
  static func list<Element>(
    _ text: some StringProtocol, separator: Character = ",", _ read: (Substring) -> Element?
  ) -> [Element]? {
    let parts = Substring(text).split(separator: separator, omittingEmptySubsequences: false)
    let elements = parts.compactMap(read)
    return elements.count == parts.count ? elements : nil
  }
}
