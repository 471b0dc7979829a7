import TensorCore

/// A second stream that goes in pairs with the main one, array by array.
public final class PairedStream {
  private let reader: TensorReader
  private var used = 0

  /// - Parameters:
  ///   - path: of the stream, `-` for standard input.
  ///   - option: the option that named it.
  ///   - inputs: the paths of the main stream.
  /// - Throws: `UsageError` if both are standard input, `StreamError` if it cannot be opened.
  public init(path: String, option: String, besides inputs: [String]) throws {
    guard path != "-" || !inputs.contains("-") else {
      throw UsageError("\(option) - and the main stream cannot both be read from standard input")
    }
    reader = try TensorReader(path: path)
  }

  /// The array that goes with the main stream's next.
  ///
  /// - Throws: `PairError.missing`, `StreamError` for a damaged stream.
  public func next() throws -> PendingArray {
    guard let header = try reader.next() else {
      if used == 0 { try reader.requireArray() }
      throw PairError.missing(stream: reader.name, array: used)
    }
    used += 1
    return PendingArray(header, reader)
  }

  /// To be called when the main stream has ended.
  ///
  /// - Throws: `PairError.tooMany` if this one has arrays left.
  public func finish() throws {
    if try reader.next() != nil { throw PairError.tooMany(stream: reader.name, arrays: used) }
  }
}

/// Streams of different lengths.
public enum PairError: Failure, Equatable {
  case missing(stream: String, array: Int)
  case tooMany(stream: String, arrays: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .missing(let stream, let array):
      "\(stream) ends before array \(array), which the main stream has: expected as many arrays"
    case .tooMany(let stream, let arrays):
      "the main stream ends before array \(arrays), which \(stream) has: expected as many arrays"
    }
  }
}
