import TensorCore

/// How the values of options are written, each notation read in one place. Errors name the
/// option, or the operand, and say what was expected and found.
public enum OptionValue {
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

  /// The name of an element type.
  public static func elementType(_ text: String, option: String) throws(UsageError) -> ElementType {
    try word(text, of: ElementType.allCases.map { ($0.rawValue, $0) }, option: option)
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
