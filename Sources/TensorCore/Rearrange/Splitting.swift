/// An array cut along an axis into several. Moves bits only.
public struct Splitting: Equatable, Sendable {
  /// Where the cuts are.
  public enum Cuts: Equatable, Sendable {
    /// Each position is an array of its own, without the axis.
    case each
    /// Pieces of one length; the last may be shorter.
    case length(Int)
    /// So many pieces of equal length.
    case parts(Int)
    /// Before these positions, in ascending order.
    case positions([Int])
  }

  public let cuts: Cuts
  /// Negative ones count from the end.
  public let axis: Int

  public init(_ cuts: Cuts, axis: Int) {
    self.cuts = cuts
    self.axis = axis
  }

  /// Splits the array. Along the first axis it streams; along another one the array is held.
  ///
  /// - Throws: `SplittingError`, `RearrangementError.axis`, `StreamError`, `MemoryError`.
  public func apply(_ array: PendingArray, to writer: TensorWriter) throws {
    let (source, type) = (array.header.shape, array.header.elementType)
    let reader = array.reader
    let place = try source.axis(axis)
    let pieces = try pieces(source[place])
    let repeats = source.axes[..<place].reduce(1, *)
    let inner = source.axes[(place + 1)...].reduce(1, *)
    let held = repeats > 1 ? try reader.readTensor() : nil
    var start = 0
    for index in 0..<pieces.count {
      let length = pieces.length(index)
      var axes = source.axes
      if cuts == .each { axes.remove(at: place) } else { axes[place] = length }
      try writer.begin(type, try Shape(axes))
      let run = length * inner
      if let held {
        let bytes = run * type.byteCount
        try held.withBytes { all in
          for outer in 0..<repeats {
            let from = (outer * source[place] + start) * inner * type.byteCount
            try writer.write(UnsafeRawBufferPointer(rebasing: all[from..<(from + bytes)]))
          }
        }
      } else if repeats == 1 {
        try reader.forward(count: run, to: writer)
      }
      start += length
    }
    try reader.skip()
  }

  /// How many pieces an axis is cut into, and the length of each: not a list, which would take memory
  /// for what a header only promises.
  private func pieces(
    _ length: Int
  ) throws(SplittingError) -> (count: Int, length: (Int) -> Int) {
    switch cuts {
    case .each: return (length, { _ in 1 })
    case .length(let piece):
      return (
        length / piece + (length % piece > 0 ? 1 : 0), { min(piece, length - $0 * piece) }
      )
    case .parts(let parts):
      guard length % parts == 0 else { throw .parts(parts, length: length) }
      return (parts, { _ in length / parts })
    case .positions(let positions):
      guard positions.allSatisfy({ $0 <= length }) else {
        throw .position(positions.max() ?? 0, length: length)
      }
      let cuts = [0] + positions + [length]
      return (positions.count + 1, { cuts[$0 + 1] - cuts[$0] })
    }
  }
}

/// Cuts that an array cannot have.
public enum SplittingError: Failure, Equatable {
  case parts(Int, length: Int)
  case position(Int, length: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .parts(let parts, let length):
      "\(length) elements along the axis cannot be cut into \(parts) equal parts"
    case .position(let position, let length):
      "a cut at \(position) lies past the \(length) elements along the axis"
    }
  }
}
