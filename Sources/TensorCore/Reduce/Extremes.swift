/// Which of two elements is kept.
protocol ExtremeOrder {
  static func takes<Element: StoredElement>(_ x: Element, over kept: Element) -> Bool
}

enum Largest: ExtremeOrder {
  @inline(__always)
  static func takes<Element: StoredElement>(_ x: Element, over kept: Element) -> Bool {
    kept.isLess(than: x)
  }
}

enum Smallest: ExtremeOrder {
  @inline(__always)
  static func takes<Element: StoredElement>(_ x: Element, over kept: Element) -> Bool {
    x.isLess(than: kept)
  }
}

/// The largest or the smallest element of each result, the first of equals, or its number. A NaN
/// wins, the first of several.
struct Extremes<Element: StoredElement, Order: ExtremeOrder>: ReductionAccumulator {
  private var values: GrowingValues<Element>
  private var places: GrowingValues<Int>?

  init(wantsPlaces: Bool) throws(MemoryError) {
    values = try GrowingValues()
    places = wantsPlaces ? try GrowingValues() : nil
  }

  mutating func reserve(_ count: Int, end: Int) throws(MemoryError) {
    try values.reserve(count)
    try places?.reserve(count)
  }

  mutating func add(
    _ elements: UnsafePointer<Element>, numbers: Int, outputs: Int, output: Int, number: Int
  ) {
    let values = values.base + output
    let places = places.map { $0.base + output }
    if number == 0 {
      values.update(from: elements, count: outputs)
      places?.update(repeating: 0, count: outputs)
    }
    let first = number == 0 ? 1 : 0
    if outputs == 1 {
      var (kept, place) = (values[0], -1)
      for i in first..<max(first, numbers) where Self.takes(elements[i], over: kept) {
        (kept, place) = (elements[i], number + i)
      }
      values[0] = kept
      if place >= 0 { places?[0] = place }
      return
    }
    for row in first..<max(first, numbers) {
      let x = elements + row * outputs
      for i in 0..<outputs where Self.takes(x[i], over: values[i]) {
        values[i] = x[i]
        places?[i] = number + row
      }
    }
  }

  @inline(__always)
  private static func takes(_ x: Element, over kept: Element) -> Bool {
    Order.takes(x, over: kept) || !x.isNumber && kept.isNumber
  }

  func result<Target: StoredElement>(_ output: Int, count: Int, as: Target.Type) -> Target {
    if let places { return Target(nearest: places.base[output]) }
    return values.base[output].converted(to: Target.self, .toNearestOrEven)
  }
}
