/// Two elements at the same place that are not the same.
public struct ElementDifference: Equatable, Sendable {
  /// Their place in C order.
  public let index: Int
  public let actual: String
  public let expected: String
  /// `0x` and all digits.
  public let actualBits: String
  public let expectedBits: String
  /// `|a − e|`; nil where one is NaN.
  public let absolute: Double?
  /// The absolute difference over |e|; infinite where e is 0.
  public let relative: Double?
  /// Steps between neighbouring values of the type.
  public let steps: UInt64?

  init<Element: StoredElement>(_ actual: Element, _ expected: Element, index: Int) {
    self.index = index
    self.actual = actual.text
    self.expected = expected.text
    actualBits = "0x" + actual.storedBits.hexadecimal
    expectedBits = "0x" + expected.storedBits.hexadecimal
    guard actual.isNumber, expected.isNumber else {
      (absolute, relative, steps) = (nil, nil, nil)
      return
    }
    let distance = actual.gap(to: expected)
    absolute = distance
    relative = Self.relative(distance, expected)
    steps = actual.steps(to: expected)
  }

  static func relative<Element: StoredElement>(_ distance: Double, _ expected: Element) -> Double {
    if distance == 0 { return 0 }
    return expected.isFiniteNumber ? distance / expected.number.magnitude : distance
  }
}
