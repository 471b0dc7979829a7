/// The same elements under another shape.
public struct Reshaping: Equatable, Sendable {
  /// The lengths wanted; nil, once at most, for what is left.
  public let lengths: [Int?]

  /// - Precondition: one length at most is nil.
  public init(_ lengths: [Int?]) {
    precondition(lengths.count { $0 == nil } <= 1)
    self.lengths = lengths
  }

  /// - Throws: `ReshapingError` if the number of elements does not fit.
  public func result(of source: Shape) throws -> Shape {
    let known = lengths.compactMap { $0 }
    let count = try Shape(known).count
    if known.count == lengths.count {
      guard count == source.count else { throw ReshapingError(source: source, lengths: lengths) }
      return try Shape(known)
    }
    guard count > 0, source.count % count == 0 else {
      throw ReshapingError(source: source, lengths: lengths)
    }
    return try Shape(lengths.map { $0 ?? source.count / count })
  }

  /// Passes on the array under the new shape.
  public func apply(_ array: PendingArray, to writer: TensorWriter) throws {
    let header = array.header
    try writer.begin(header.elementType, try result(of: header.shape))
    try array.reader.forward(count: header.shape.count, to: writer)
  }
}

/// A shape that the elements of an array do not fill.
public struct ReshapingError: Failure, Equatable {
  public let source: Shape
  public let lengths: [Int?]
  public var category: FailureCategory { .data }

  public var message: String {
    let wanted =
      lengths.isEmpty
      ? "a scalar" : lengths.map { $0.map(String.init) ?? "-1" }.joined(separator: ",")
    return "cannot reshape \(source) with \(source.count) elements to \(wanted)"
  }
}
