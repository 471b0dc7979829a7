import TensorCore

/// A second stream that goes in pairs with the main one, array by array.
public final class PairedStream {
  private let reader: TensorReader
  private var used = 0

  /// - Parameter path: of the stream, `-` for standard input.
  /// - Throws: `StreamError` if it cannot be opened.
  public init(path: String) throws(StreamError) {
    reader = try TensorReader(path: path)
  }

  /// The array that goes with the main stream's next.
  ///
  /// - Throws: `PairError.missing`, `StreamError` for a damaged stream.
  public func next() throws -> PendingArray {
    guard let array = try reader.next() else {
      if used == 0 { try reader.requireArray() }
      throw PairError.missing(stream: reader.name, array: used)
    }
    used += 1
    return array
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
  /// `other` is the longer stream.
  case missing(stream: String, array: Int, other: String = StandardInput.mainStream)
  case tooMany(stream: String, arrays: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .missing(let stream, let array, let other):
      "\(stream) ends before array \(array), which \(other) has: expected as many arrays"
    case .tooMany(let stream, let arrays):
      "\(StandardInput.mainStream) ends before array \(arrays), which \(stream) has: expected as many arrays"
    }
  }
}
