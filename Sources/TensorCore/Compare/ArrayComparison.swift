/// How the elements of two arrays of one type and shape differ.
public struct ArrayComparison: Equatable, Sendable {
  public let elementType: ElementType
  public let shape: Shape
  public let rule: Tolerance.Rule
  /// Elements that are not the same.
  public internal(set) var differing = 0
  /// Elements of which one is NaN and the other is not the same.
  public internal(set) var differingNaNs = 0
  /// The largest differences of all elements, within the tolerance or not.
  public internal(set) var largestAbsolute: ElementDifference?
  public internal(set) var largestRelative: ElementDifference?
  public internal(set) var largestSteps: ElementDifference?
  /// The first that are not the same.
  public internal(set) var first: [ElementDifference] = []
}

/// Compares the elements of two arrays, a piece at a time.
struct ArrayComparer<Element: StoredElement> {
  private(set) var result: ArrayComparison
  private let tolerance: Tolerance
  private let shown: Int
  private var index = 0
  private var absolute = 0.0
  private var relative = 0.0
  private var steps: UInt64 = 0

  init(_ header: NPYHeader, _ tolerance: Tolerance, shown: Int) {
    result = ArrayComparison(
      elementType: header.elementType, shape: header.shape, rule: tolerance.rule)
    self.tolerance = tolerance
    self.shown = shown
  }

  /// Elements that are looked at together: equal ones are passed over at once.
  private static var blockBytes: Int { 4096 }

  /// Both hold as many whole elements.
  ///
  /// - Parameter magnitudes: as many, or none for a rule that takes none.
  mutating func compare(
    _ actual: UnsafeRawBufferPointer, _ expected: UnsafeRawBufferPointer,
    magnitudes: UnsafePointer<Double>? = nil
  ) {
    var start = 0
    while start < actual.count {
      let end = min(start + Self.blockBytes, actual.count)
      compareBlock(
        UnsafeRawBufferPointer(rebasing: actual[start..<end]),
        UnsafeRawBufferPointer(rebasing: expected[start..<end]),
        magnitudes.map { $0 + start / MemoryLayout<Element>.stride })
      start = end
    }
  }

  private mutating func compareBlock(
    _ actual: UnsafeRawBufferPointer, _ expected: UnsafeRawBufferPointer,
    _ magnitudes: UnsafePointer<Double>?
  ) {
    let size = MemoryLayout<Element>.stride
    let count = actual.count / size
    if OperatingSystem.equal(actual, expected),
      tolerance.rule == .bits || tolerance.nanEqualsNaN || !Self.holdsNaN(actual)
    {
      index += count
      return
    }
    for i in 0..<count {
      compare(
        actual.loadUnaligned(fromByteOffset: i * size, as: Element.self),
        expected.loadUnaligned(fromByteOffset: i * size, as: Element.self), index + i,
        magnitude: magnitudes?[i])
    }
    index += count
  }

  private static func holdsNaN(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard Element.self is any StoredFloat.Type else { return false }
    var found: UInt8 = 0
    for i in 0..<(bytes.count / MemoryLayout<Element>.stride) {
      let element = bytes.loadUnaligned(
        fromByteOffset: i * MemoryLayout<Element>.stride, as: Element.self)
      found |= element.isNumber ? 0 : 1
    }
    return found != 0
  }

  private mutating func compare(
    _ actual: Element, _ expected: Element, _ index: Int, magnitude: Double?
  ) {
    let sameBits = actual.storedBits == expected.storedBits
    guard actual.isNumber, expected.isNumber else {
      let bothNaN = !actual.isNumber && !expected.isNumber
      let same = tolerance.rule == .bits ? sameBits : bothNaN && tolerance.nanEqualsNaN
      if !same {
        result.differingNaNs += 1
        note(actual, expected, index)
      }
      return
    }
    if sameBits { return }
    let distance = actual.gap(to: expected)
    let steps = actual.steps(to: expected)
    keepLargest(actual, expected, index, distance, steps)
    let same =
      switch tolerance.rule {
      case .bits: false
      case .steps(let most): steps <= most
      case .closeness(let absolute, let relative):
        distance == 0
          || distance.isFinite && distance <= absolute + relative * expected.number.magnitude
      case .rounding(_, let factor, let scale):
        distance == 0
          || distance.isFinite
            && distance <= factor
              * (magnitude ?? max(expected.number.magnitude, scale ?? 0))
      }
    if !same { note(actual, expected, index) }
  }

  private mutating func keepLargest(
    _ actual: Element, _ expected: Element, _ index: Int, _ distance: Double, _ steps: UInt64
  ) {
    if distance > absolute {
      absolute = distance
      result.largestAbsolute = ElementDifference(actual, expected, index: index)
    }
    let relative = ElementDifference.relative(distance, expected)
    if relative > self.relative {
      self.relative = relative
      result.largestRelative = ElementDifference(actual, expected, index: index)
    }
    if steps > self.steps {
      self.steps = steps
      result.largestSteps = ElementDifference(actual, expected, index: index)
    }
  }

  private mutating func note(_ actual: Element, _ expected: Element, _ index: Int) {
    result.differing += 1
    if result.first.count < shown {
      result.first.append(ElementDifference(actual, expected, index: index))
    }
  }
}
