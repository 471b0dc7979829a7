import TensorCore

/// What `tensor diff` tells about one array.
struct DiffReport {
  let array: Int
  let finding: StreamComparison.Finding
  /// Names of the streams.
  let actual: String
  let expected: String

  var text: String {
    switch finding {
    case .types(let actual, let expected):
      "array \(array): type \(actual), expected \(expected)\n"
    case .shapes(let actual, let expected):
      "array \(array): shape \(actual), expected \(expected)\n"
    case .ends(let isActual):
      "\(isActual ? actual : expected) has \(array) array\(array == 1 ? "" : "s"), \(isActual ? expected : actual) has more\n"
    case .elements(let comparison): elements(comparison)
    }
  }

  private func elements(_ found: ArrayComparison) -> String {
    var lines = [
      "array \(array): \(found.differing) of \(found.shape.count) elements differ (\(found.elementType) \(found.shape), \(found.rule))"
    ]
    func add(
      _ name: String, _ difference: ElementDifference?, _ value: (ElementDifference) -> String
    ) {
      guard let difference else { return }
      lines.append(
        "  largest \(name) difference \(value(difference)) at \(describe(difference, found.shape))")
    }
    add("absolute", found.largestAbsolute) { "\($0.absolute!)" }
    add("relative", found.largestRelative) { "\($0.relative!)" }
    if found.elementType.kind == "f" { add("ULP", found.largestSteps) { "\($0.steps!)" } }
    if found.differingNaNs > 0 {
      lines.append("  NaN in \(found.differingNaNs) of those that differ")
    }
    if !found.first.isEmpty {
      lines.append(
        found.first.count == found.differing ? "  all:" : "  first \(found.first.count):")
      lines += found.first.map { "    \(describe($0, found.shape))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func describe(_ difference: ElementDifference, _ shape: Shape) -> String {
    let place = shape.position(of: difference.index).map(String.init).joined(separator: ",")
    return
      "[\(place)]: \(difference.actual) (\(difference.actualBits)), expected \(difference.expected) (\(difference.expectedBits))"
  }
}
