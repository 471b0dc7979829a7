import TensorCore

/// Lengths, shapes and sizes: whole numbers along axes.
extension OptionValue {
  /// The largest length that an option of a window takes: products of several still fit an `Int`.
  static let largestLength = 1 << 30

  /// `3` or `3,5`: numbers of at least `least`, one an axis or one for all.
  ///
  /// - Returns: one for each of `dims` axes.
  public static func perAxis(
    _ text: String, option: String, dims: Int, least: Int = 1
  ) throws(UsageError) -> [Int] {
    guard let numbers = list(text, { Int($0) }),
      numbers.allSatisfy({ (least...largestLength).contains($0) })
    else {
      throw UsageError(
        "\(option) expects whole numbers from \(least) to \(largestLength), such as 2 or 2,1, got '\(text)'"
      )
    }
    return try unfolded(numbers, "number", text, option: option, dims: dims)
  }

  /// Values for each axis, of which `text` has so many, or one for all.
  static func unfolded<Value>(
    _ values: [Value], _ kind: String, _ text: String, option: String, dims: Int
  ) throws(UsageError) -> [Value] {
    guard values.count == 1 || values.count == dims else {
      throw UsageError(
        "\(option) expects one \(kind) or \(dims), one an axis, got \(values.count): '\(text)'")
    }
    return (0..<dims).map { values.along($0) }
  }

  /// `3,4`: lengths of axes; nothing where there are none.
  public static func lengths(_ text: String, option: String) throws(UsageError) -> [Int] {
    if text.isEmpty { return [] }
    guard let lengths = list(text, { Int($0) }), lengths.allSatisfy({ $0 >= 0 }) else {
      throw UsageError("\(option) expects lengths such as 3,4, got '\(text)'")
    }
    return lengths
  }

  /// The shape of an array that is to be made: its bytes can be counted.
  public static func shape(_ text: String, option: String) throws(UsageError) -> Shape {
    let lengths = try lengths(text, option: option)
    guard let shape = try? Shape(lengths), !shape.count.multipliedReportingOverflow(by: 8).overflow
    else {
      throw UsageError("\(option) \(text) has more elements than can be counted")
    }
    return shape
  }

  /// `8x4`: two numbers of at least 1, the first across, the second down.
  public static func size(
    _ text: String, option: String, form: String = "WxH"
  ) throws(UsageError) -> (width: Int, height: Int) {
    guard let sides = list(text, separator: "x", { Int($0) }), sides.count == 2,
      sides.allSatisfy({ (1...Int(Int32.max)).contains($0) })
    else { throw UsageError("\(option) expects \(form), such as 640x480, got '\(text)'") }
    return (sides[0], sides[1])
  }
}
