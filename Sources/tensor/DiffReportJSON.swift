import TensorCore

extension DiffReport {
  /// The same for programs. What is not there for this array is left out.
  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("array", .integer(array)), ("same", .bool(!finding.isDifference)),
    ]
    switch finding {
    case .types(let actual, let expected):
      members += [
        ("dtype", .string(actual.rawValue)), ("expected_dtype", .string(expected.rawValue)),
      ]
    case .shapes(let actual, let expected):
      members += [("shape", Self.list(actual.axes)), ("expected_shape", Self.list(expected.axes))]
    case .ends(let isActual):
      members.append(("ends", .string(isActual ? actual : expected)))
    case .elements(let comparison):
      members += elements(comparison)
    }
    return .object(members)
  }

  private func elements(_ found: ArrayComparison) -> [(String, JSONValue)] {
    func difference(_ difference: ElementDifference?) -> JSONValue {
      difference.map { Self.json($0, found.shape) } ?? .null
    }
    return [
      ("dtype", .string(found.elementType.rawValue)), ("shape", Self.list(found.shape.axes)),
      ("tolerance", Self.json(found.rule)), ("count", .integer(found.shape.count)),
      ("differing", .integer(found.differing)), ("differing_nan", .integer(found.differingNaNs)),
      ("largest_absolute", difference(found.largestAbsolute)),
      ("largest_relative", difference(found.largestRelative)),
      ("largest_ulp", difference(found.largestSteps)),
      ("first", .array(found.first.map(difference))),
    ]
  }

  private static func json(_ difference: ElementDifference, _ shape: Shape) -> JSONValue {
    .object([
      ("index", list(shape.position(of: difference.index))),
      ("actual", .element(difference.actual)), ("expected", .element(difference.expected)),
      ("actual_bits", .string(difference.actualBits)),
      ("expected_bits", .string(difference.expectedBits)),
      ("absolute", difference.absolute.map { .number($0) } ?? .null),
      ("relative", difference.relative.map { .number($0) } ?? .null),
      ("ulp", difference.steps.map { .literal("\($0)") } ?? .null),
    ])
  }

  private static func json(_ rule: Tolerance.Rule) -> JSONValue {
    switch rule {
    case .closeness(let absolute, let relative):
      .object([("atol", .number(absolute)), ("rtol", .number(relative))])
    case .steps(let steps): .object([("ulp", .literal("\(steps)"))])
    case .bits: .object([("exact", .bool(true))])
    case .rounding(let terms, let factor, let scale):
      .object([
        ("taps", .integer(terms)), ("factor", .number(factor)),
        ("scale", scale.map { .number($0) } ?? .null),
      ])
    }
  }

  private static func list(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer($0) }) }
}
