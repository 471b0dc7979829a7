/// A NumPy slice: `0:10, ::2, ..., -1, newaxis`.
///
/// A range keeps its axis, a number drops it, `...` stands for all axes that are not named, and
/// `newaxis` (or `None`) adds one of length 1. Bounds past the ends of an axis are drawn in, as
/// in Python; a number outside is an error.
public struct Slice: Equatable, Sendable {
  enum Item: Equatable, Sendable {
    case index(Int)
    case range(start: Int?, stop: Int?, step: Int)
    case ellipsis
    case newAxis
  }

  let items: [Item]

  /// - Throws: `SliceError.syntax`.
  public init(_ text: String) throws(SliceError) {
    var items: [Item] = []
    var column = 1
    var rest = text[...]
    while true {
      let part = rest.prefix { $0 != "," }
      let spaces = part.prefix { $0 == " " }.count
      let trimmed = String(part.split(separator: " ").joined(separator: " "))
      if !trimmed.isEmpty || part.endIndex < rest.endIndex || items.isEmpty {
        items.append(try Self.item(trimmed, column: column + spaces, text))
      }
      guard part.endIndex < rest.endIndex else { break }
      column += part.count + 1
      rest = rest[rest.index(after: part.endIndex)...]
    }
    guard items.count(where: { $0 == .ellipsis }) <= 1 else {
      throw .syntax(text, column: 1, expected: "one '...' at most")
    }
    self.items = items
  }

  private static func item(
    _ part: String, column: Int, _ text: String
  ) throws(SliceError) -> Item {
    switch part {
    case "...": return .ellipsis
    case "newaxis", "None": return .newAxis
    default: break
    }
    if let index = Int(part) { return .index(index) }
    var bounds: [Int?] = []
    for bound in part.split(separator: ":", omittingEmptySubsequences: false) {
      let words = bound.split(separator: " ")
      guard words.count <= 1, words.allSatisfy({ Int($0) != nil }) else {
        throw .syntax(text, column: column, expected: "a number, start:stop:step, ... or newaxis")
      }
      bounds.append(words.first.flatMap { Int($0) })
    }
    guard (2...3).contains(bounds.count) else {
      throw .syntax(text, column: column, expected: "a number, start:stop:step, ... or newaxis")
    }
    let step = bounds.count == 3 ? bounds[2] ?? 1 : 1
    guard step != 0, step != .min else {
      throw .syntax(text, column: column, expected: "a step of at least 1 or at most -1")
    }
    return .range(start: bounds[0], stop: bounds[1], step: step)
  }

  /// What this selects of an array.
  ///
  /// - Throws: `SliceError` for too many items or a number outside its axis.
  public func rearrangement(of source: Shape) throws -> Rearrangement {
    let named = items.count { $0 != .ellipsis && $0 != .newAxis }
    guard named <= source.rank else { throw SliceError.tooMany(named, source) }
    var selections: [Rearrangement.Selection] = []
    var result: [Int] = []
    func take(_ selection: Rearrangement.Selection) {
      selections.append(selection)
      result.append(selection.count)
    }
    let items = items.contains(.ellipsis) ? items : items + [.ellipsis]
    for item in items {
      let axis = selections.count
      switch item {
      case .newAxis: result.append(1)
      case .ellipsis:
        for axis in axis..<(axis + source.rank - named) { take(.init(all: axis, of: source)) }
      case .index(let index):
        guard (-source[axis]..<source[axis]).contains(index) else {
          throw SliceError.outside(index, axis: axis, source)
        }
        let start = index < 0 ? index + source[axis] : index
        selections.append(.init(axis: axis, start: start, step: 1, count: 1))
      case .range(let start, let stop, let step):
        take(Self.selection(axis, start, stop, step, length: source[axis]))
      }
    }
    return Rearrangement(source: source, selections: selections, result: try Shape(result))
  }

  /// Python's rules: negative bounds count from the end, bounds past the ends are drawn in.
  private static func selection(
    _ axis: Int, _ start: Int?, _ stop: Int?, _ step: Int, length: Int
  ) -> Rearrangement.Selection {
    let limits = step > 0 ? (0, length) : (-1, length - 1)
    func bound(_ value: Int?, _ usual: Int) -> Int {
      guard let value else { return usual }
      let counted = value < 0 ? max(value, -length - 1) + length : value
      return min(max(counted, limits.0), limits.1)
    }
    let first = bound(start, step > 0 ? 0 : length - 1)
    let end = bound(stop, step > 0 ? length : -1)
    let distance = step > 0 ? end - first : first - end
    let stride = step > 0 ? step : -step
    let count = distance > 0 ? (distance - 1) / stride + 1 : 0
    return .init(axis: axis, start: first, step: count > 1 ? step : 1, count: count)
  }
}

/// A slice that cannot be read, or that an array does not have.
public enum SliceError: Failure, Equatable {
  case syntax(String, column: Int, expected: String)
  case tooMany(Int, Shape)
  case outside(Int, axis: Int, Shape)

  public var category: FailureCategory {
    if case .syntax = self { .usage } else { .data }
  }

  public var message: String {
    switch self {
    case .syntax(let text, let column, let expected):
      "slice '\(text)', column \(column): expected \(expected)"
    case .tooMany(let count, let shape):
      "the slice names \(count) axes, an array of shape \(shape) has \(shape.rank)"
    case .outside(let index, let axis, let shape):
      "the slice takes \(index) along axis \(axis), which has \(shape[axis]) elements (shape \(shape))"
    }
  }
}
