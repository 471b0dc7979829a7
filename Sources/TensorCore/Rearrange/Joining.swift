/// Arrays put together along an axis: one after the other along an axis that they have, or each
/// at its place along a new one. Moves bits only.
public struct Joining: Equatable, Sendable {
  /// Shape of the result.
  public let result: Shape
  public let elementType: ElementType
  /// Elements of each array that follow each other in the result.
  private let runs: [Int]
  private let repeats: Int

  /// - Parameters:
  ///   - parts: what is joined, at least one.
  ///   - axis: along which; negative ones count from the end of the result.
  ///   - isNew: whether the axis is added.
  /// - Throws: `JoiningError` for arrays that do not fit, `RearrangementError.axis`,
  ///   `ShapeError.tooLarge`.
  public init(_ parts: [(type: ElementType, shape: Shape)], axis: Int, isNew: Bool) throws {
    let first = parts[0]
    elementType = first.type
    var axes = first.shape.axes
    if isNew { axes.insert(1, at: 0) }
    let place = try Shape(axes).axis(axis)
    for (index, part) in parts.enumerated() {
      guard part.type == first.type else {
        throw JoiningError.types(first.type, part.type, part: index)
      }
      let differing = zip(part.shape.axes, first.shape.axes).enumerated().contains {
        $1.0 != $1.1 && (isNew || $0 != place)
      }
      guard part.shape.rank == first.shape.rank, !differing else {
        throw JoiningError.shapes(first.shape, part.shape, part: index, axis: isNew ? nil : place)
      }
    }
    if isNew {
      axes = first.shape.axes
      axes.insert(parts.count, at: place)
    } else {
      axes[place] = parts.reduce(0) { $0 &+ $1.shape[place] }
    }
    result = try Shape(axes)
    // Rows of nothing need not be counted.
    repeats = result.count == 0 ? 0 : axes[..<place].reduce(1, *)
    let inner = axes[(place + 1)...].reduce(1, *)
    runs = parts.map { (isNew ? 1 : $0.shape[place]) * inner }
  }

  /// Joins arrays that have a reader each. All of it streams.
  ///
  /// - Throws: `StreamError`.
  public func apply(_ arrays: [PendingArray], to writer: TensorWriter) throws {
    try writer.begin(elementType, result)
    for _ in 0..<repeats {
      for (array, run) in zip(arrays, runs) { try array.reader.forward(count: run, to: writer) }
    }
    for array in arrays { try array.reader.skip() }
  }

  /// Joins arrays in memory.
  ///
  /// - Throws: `StreamError`.
  public func apply(_ tensors: [Tensor], to writer: TensorWriter) throws {
    try writer.begin(elementType, result)
    for index in 0..<repeats {
      for (tensor, run) in zip(tensors, runs) {
        let bytes = run * elementType.byteCount
        try tensor.withBytes {
          try writer.write(
            UnsafeRawBufferPointer(rebasing: $0[(index * bytes)..<((index + 1) * bytes)]))
        }
      }
    }
  }
}

/// Arrays that do not fit together. Parts are counted from 0.
public enum JoiningError: Failure, Equatable {
  case types(ElementType, ElementType, part: Int)
  case shapes(Shape, Shape, part: Int, axis: Int?)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .types(let first, let other, let part):
      "part \(part) has element type \(other), part 0 has \(first)"
    case .shapes(let first, let other, let part, let axis):
      "part \(part) has shape \(other), part 0 has \(first): they must be equal\(axis.map { " but for axis \($0)" } ?? "")"
    }
  }
}
