import TensorCore

/// How much padding, and what it holds.
extension OptionValue {
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
  /// - Returns: one for each of `dims` axes.
  static func amounts(
    _ text: String, dims: Int, expected: String
  ) throws(UsageError) -> [Padding.Amount] {
    let amounts = list(text) { part -> Padding.Amount? in
      guard let ends = list(part, separator: ":", { Int($0) }), ends.count <= 2,
        ends.allSatisfy({ (0...largestLength).contains($0) })
      else { return nil }
      return Padding.Amount(before: ends[0], after: ends[ends.count - 1])
    }
    guard let amounts else { throw UsageError("--padding expects \(expected), got '\(text)'") }
    return try unfolded(amounts, "amount", text, option: "--padding", dims: dims)
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
