/// Elements of an array in another order, or some of them only: what permuting, flipping and
/// slicing have in common. Moves bits only.
public struct Rearrangement: Equatable, Sendable {
  /// Positions along one axis of the source: `start`, `start + step`, …, `count` of them.
  public struct Selection: Equatable, Sendable {
    public let axis: Int
    public let start: Int
    public let step: Int
    public let count: Int

    public init(axis: Int, start: Int, step: Int, count: Int) {
      self.axis = axis
      self.start = start
      self.step = step
      self.count = count
    }

    /// The whole of an axis.
    public init(all axis: Int, of source: Shape) {
      self.init(axis: axis, start: 0, step: 1, count: source[axis])
    }

    func isWhole(of source: Shape) -> Bool { start == 0 && step == 1 && count == source[axis] }
  }

  public let source: Shape
  /// One for each axis of the source, in the order of the result.
  public let selections: [Selection]
  /// The result's shape: the counts, with axes of length 1 left out or added.
  public let result: Shape

  public init(source: Shape, selections: [Selection], result: Shape) {
    precondition(selections.map(\.axis).sorted() == Array(source.axes.indices))
    precondition(result.count == selections.reduce(1) { $0 * $1.count })
    self.source = source
    self.selections = selections
    self.result = result
  }

  /// Axis `i` of the result is axis `order[i]` of the source.
  ///
  /// - Throws: `RearrangementError.notAnOrder`.
  public init(_ source: Shape, permuting order: [Int]) throws {
    let axes = try order.map { try source.axis($0) }
    guard axes.sorted() == Array(source.axes.indices) else {
      throw RearrangementError.notAnOrder(order, source)
    }
    self.init(
      source: source, selections: axes.map { Selection(all: $0, of: source) },
      result: try Shape(axes.map { source[$0] }))
  }

  /// The order along some axes turned round.
  ///
  /// - Throws: `RearrangementError.axis` and `.axisTwice`.
  public init(_ source: Shape, flipping axes: [Int]) throws {
    let flipped = try source.axes(axes)
    self.init(
      source: source,
      selections: source.axes.indices.map {
        flipped.contains($0)
          ? Selection(axis: $0, start: source[$0] - 1, step: -1, count: source[$0])
          : Selection(all: $0, of: source)
      }, result: source)
  }

  /// Rearranges the array.
  ///
  /// Leading axes that stay in place stream; what lies inside them is held, at least a row and
  /// about a megabyte.
  ///
  /// - Throws: `StreamError`, `MemoryError`.
  public func apply(_ array: PendingArray, to writer: TensorWriter) throws {
    let (type, reader) = (array.header.elementType, array.reader)
    try writer.begin(type, result)
    guard result.count > 0 else { return try reader.skip() }
    if selections.enumerated().allSatisfy({ $1.axis == $0 && $1.isWhole(of: source) }) {
      return try reader.forward(count: source.count, to: writer)
    }
    var walk = RearrangementWalk(self, elementSize: type.byteCount, reader: reader, writer: writer)
    try walk.run()
    try reader.skip()
  }
}

/// A rearrangement that an array cannot have.
public enum RearrangementError: Failure, Equatable {
  case axis(Int, Shape)
  case axisTwice(Int, Shape)
  case notAnOrder([Int], Shape)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .axis(let axis, let shape):
      "there is no axis \(axis) in an array of shape \(shape)"
    case .axisTwice(let axis, let shape):
      "axis \(axis) of an array of shape \(shape) is named twice"
    case .notAnOrder(let order, let shape):
      "\(order.map(String.init).joined(separator: ",")) is not an order of the \(shape.rank) axes of an array of shape \(shape)"
    }
  }
}

extension Shape {
  /// The number of an axis; negative ones count from the end.
  ///
  /// - Throws: `RearrangementError.axis` if there is no such axis.
  public func axis(_ number: Int) throws(RearrangementError) -> Int {
    guard (-rank..<rank).contains(number) else { throw .axis(number, self) }
    return number < 0 ? number + rank : number
  }

  /// The numbers of several axes.
  ///
  /// - Throws: as the other, and `RearrangementError.axisTwice`.
  func axes(_ numbers: [Int]) throws(RearrangementError) -> Set<Int> {
    var found: Set<Int> = []
    for number in numbers {
      let axis = try axis(number)
      guard found.insert(axis).inserted else { throw .axisTwice(axis, self) }
    }
    return found
  }
}
