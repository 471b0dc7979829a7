/// Values that options of several tools share the notation of.
public enum ValueParsing {
  /// `lo:hi`, two different finite numbers.
  public static func range(
    _ text: String, option: String
  ) throws(UsageError) -> (low: Double, high: Double) {
    let ends = text.split(separator: ":", omittingEmptySubsequences: false).map {
      Double(String($0))
    }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite,
      low != high, (high - low).isFinite
    else {
      throw UsageError(
        "\(option) expects two different numbers LO:HI, such as 0:1 or -1:1, got '\(text)'")
    }
    return (low, high)
  }

  /// `8x4`: two numbers of at least 1, the first across, the second down.
  public static func size(
    _ text: String, option: String, form: String = "WxH"
  ) throws(UsageError) -> (width: Int, height: Int) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (1...Int(Int32.max)).contains(width), (1...Int(Int32.max)).contains(height)
    else {
      throw UsageError("\(option) expects \(form), such as 640x480, got '\(text)'")
    }
    return (width, height)
  }

  /// A whole number in a range.
  public static func check(
    _ value: Int, in range: ClosedRange<Int>, option: String
  ) throws(UsageError) {
    guard range.contains(value) else {
      throw UsageError(
        "\(option) expects a number from \(range.lowerBound) to \(range.upperBound), got \(value)")
    }
  }

  /// One of several words.
  public static func word<Value>(
    _ text: String, of words: [(String, Value)], option: String
  ) throws(UsageError) -> Value {
    guard let match = words.first(where: { $0.0 == text }) else {
      let names = words.map(\.0).joined(separator: ", ")
      throw UsageError("\(option) expects one of \(names), got '\(text)'")
    }
    return match.1
  }

  /// Numbers separated by commas, all finite.
  public static func numbers(_ text: String, option: String) throws(UsageError) -> [Double] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double(String($0)) }
    guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else {
      throw UsageError("\(option) expects numbers such as 0.5 or 0.5,0.4,0.3, got '\(text)'")
    }
    return numbers
  }

  /// Red, green and blue, 0 to 255: `#ff8000`, `#f80`, or one of a few names.
  public static func color(_ text: String, option: String) throws(UsageError) -> [Int] {
    let names = [
      "black": [0, 0, 0], "white": [255, 255, 255], "gray": [128, 128, 128],
      "red": [255, 0, 0], "green": [0, 255, 0], "blue": [0, 0, 255],
      "yellow": [255, 255, 0], "cyan": [0, 255, 255], "magenta": [255, 0, 255],
    ]
    if let color = names[text] { return color }
    let digits = text.dropFirst()
    if text.hasPrefix("#"), digits.allSatisfy({ $0.isHexDigit && $0.isASCII }),
      let value = Int(digits, radix: 16)
    {
      if digits.count == 6 { return [16, 8, 0].map { value >> $0 & 255 } }
      if digits.count == 3 { return [8, 4, 0].map { (value >> $0 & 15) * 17 } }
    }
    throw UsageError(
      "\(option) expects a color such as #ff8000, black or white, got '\(text)'")
  }
}
