import ArgumentParser
import TensorCore

/// How the values of geometry options are written. Errors say what was expected and found.
enum GeometryParsing {
  /// The largest length that an option takes: products of several still fit an `Int`.
  static let largest = 1 << 30

  /// `3` or `3,5`: numbers of at least `least`, one an axis or one for all.
  static func numbers(
    _ text: String, option: String, dims: Int, least: Int = 1
  ) throws(UsageError) -> [Int] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, numbers.allSatisfy({ (least...largest).contains($0) })
    else {
      throw UsageError(
        "\(option) expects whole numbers from \(least) to \(largest), such as 2 or 2,1, got '\(text)'"
      )
    }
    guard numbers.count == 1 || numbers.count == dims else {
      throw UsageError(
        "\(option) expects one number or \(dims), one an axis, got \(numbers.count): '\(text)'")
    }
    return numbers
  }

  static func padding(_ text: String, dims: Int) throws(UsageError) -> Padding {
    switch text {
    case "valid": return .valid
    case "same": return .same
    case "same-lower": return .sameLower
    case "full": return .full
    default: break
    }
    return .amounts(
      try amounts(
        text, dims: dims,
        expected: "valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2"))
  }

  /// `1`, `1,2` or `0:1,2:2`: padding one an axis or one for all, before and after.
  ///
  /// - Parameter expected: what messages say may stand here.
  static func amounts(
    _ text: String, dims: Int, expected: String
  ) throws(UsageError) -> [Padding.Amount] {
    var amounts: [Padding.Amount] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let before = ends[0], let after = ends[ends.count - 1],
        (0...largest).contains(before), (0...largest).contains(after)
      else { throw UsageError("--padding expects \(expected), got '\(text)'") }
      amounts.append(Padding.Amount(before: before, after: after))
    }
    guard amounts.count == 1 || amounts.count == dims else {
      throw UsageError(
        "--padding expects one amount or \(dims), one an axis, got \(amounts.count): '\(text)'")
    }
    return amounts
  }

  static func padMode(_ text: String) throws(UsageError) -> PadMode {
    switch text {
    case "zero": return .zero
    case "reflect": return .reflect
    case "symmetric": return .symmetric
    case "replicate": return .replicate
    case "circular": return .circular
    case "mean": return .mean
    default: break
    }
    let prefix = "constant:"
    if text.hasPrefix(prefix), let value = Double(text.dropFirst(prefix.count)) {
      return .constant(value)
    }
    throw UsageError(
      "--pad-mode expects zero, constant:V, reflect, symmetric, replicate, circular or mean, got '\(text)'"
    )
  }
}
