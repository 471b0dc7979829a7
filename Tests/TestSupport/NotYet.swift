/// What manifests ask for and the tools do not have yet: the one list. A test fails when
/// something on it starts to work, so that it is taken off.
public enum NotYet {
  /// For each manifest: words of a command line, names of arrays, and `case:` with the beginning
  /// of a case's name.
  static let wanted: [String: [String]] = [:]

  static func holds(_ golden: GoldenCase) -> Bool {
    (wanted[golden.operation] ?? []).contains { wanted in
      golden.command.contains { $0 == wanted || $0.hasPrefix(wanted + "=") }
        || golden.arrays.contains(wanted)
        || "case:\(golden.name)".hasPrefix(wanted)
    }
  }
}

extension Golden {
  /// Manifests of operators that compute.
  public static let operations = [
    "conv", "pool", "conv-grad-input", "conv-grad-weight", "conv-grad-bias", "pool-grad",
    "xent", "xent-grad",
  ]

  /// Manifests whose results are the oracle's to the last bit.
  public static let exact = ["rearrange", "reduce", "map"]

  /// The cases of a manifest that the tools must pass.
  public static func implemented(_ operation: String) throws -> [GoldenCase] {
    try cases(operation).filter { !NotYet.holds($0) }
  }

  /// The cases of a manifest that need what is not there yet.
  public static func notYet(_ operation: String) throws -> [GoldenCase] {
    try cases(operation).filter(NotYet.holds)
  }
}
