import TensorCore

/// Streams that are read together: the first array of each, then the second of each.
public struct ParallelStreams {
  private let readers: [TensorReader]

  /// - Throws: `StreamError` for a path that cannot be read.
  public init(paths: [String]) throws {
    readers = try paths.map { try TensorReader(path: $0) }
  }

  /// The next array of each; nil at the end of all.
  ///
  /// - Throws: `StreamCountError` if some end before others, `StreamError`.
  public func next() throws -> [PendingArray]? {
    let arrays = try readers.map { try $0.next() }
    let found = arrays.compactMap { $0 }
    if found.count == readers.count { return found }
    guard found.isEmpty else {
      let ended = arrays.firstIndex { $0 == nil }!
      let longer = arrays.firstIndex { $0 != nil }!
      throw StreamCountError(
        shorter: readers[ended].name, arrays: readers[ended].arraysStarted,
        longer: readers[longer].name)
    }
    return nil
  }
}

/// Streams that go in pairs and have not the same number of arrays.
public struct StreamCountError: Failure, Equatable {
  public let shorter: String
  public let arrays: Int
  public let longer: String
  public var category: FailureCategory { .data }
  public var message: String {
    "\(shorter) ends after \(arrays) \(arrays == 1 ? "array" : "arrays"), \(longer) has more"
  }
}
