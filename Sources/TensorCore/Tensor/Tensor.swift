/// Memory for elements: 64-byte aligned, owned, freed with the last reference.
///
/// Whoever writes to it holds the only use of that part; this is why it may be shared between
/// threads.
public final class Storage: @unchecked Sendable {
  private let bytes: UnsafeMutableRawBufferPointer

  public var byteCount: Int { bytes.count }

  /// - Parameter byteCount: how much memory; its contents are arbitrary.
  /// - Throws: `MemoryError` if the system does not give it.
  public init(byteCount: Int) throws(MemoryError) {
    guard let base = OperatingSystem.allocate(byteCount: byteCount, alignment: 64) else {
      throw MemoryError(byteCount: byteCount)
    }
    bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  /// - Parameters:
  ///   - lengths: the axes of an array whose elements, of `stride` bytes, the memory is for.
  /// - Throws: `MemoryError` also for more bytes than can be counted.
  package convenience init(lengths: Int..., stride: Int) throws(MemoryError) {
    var byteCount = stride
    for length in lengths {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: length)
      guard !overflow else { throw MemoryError(byteCount: .max) }
      byteCount = product
    }
    try self.init(byteCount: byteCount)
  }

  deinit { OperatingSystem.free(bytes.baseAddress) }

  /// Memory that grows as it is filled, front to end.
  ///
  /// - Parameters:
  ///   - trusted: bytes that are taken before anything is there to fill them.
  ///   - fill: fills a piece; whole multiples of `trusted` come before it.
  /// - Throws: `MemoryError`, and what `fill` throws.
  static func filled(
    byteCount: Int, trusted: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> Storage {
    var storage = try Storage(byteCount: min(byteCount, trusted))
    try storage.withBytes(fill)
    while storage.byteCount < byteCount {
      let larger = try Storage(byteCount: min(byteCount, 2 * storage.byteCount))
      try larger.withBytes { bytes in
        storage.withBytes { bytes.copyMemory(from: UnsafeRawBufferPointer($0)) }
        try fill(UnsafeMutableRawBufferPointer(rebasing: bytes[storage.byteCount...]))
      }
      storage = larger
    }
    return storage
  }

  /// Calls `body` with the memory, which stays alive until it returns. A pointer that escapes is
  /// good as long as its user keeps the storage alive by other means.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }
}

/// The system has not that much memory.
public struct MemoryError: Failure, Equatable {
  public let byteCount: Int
  public init(byteCount: Int) { self.byteCount = byteCount }
  public var category: FailureCategory { .inputOutput }
  public var message: String { "cannot get \(byteCount) bytes of memory" }
}

/// A whole array in memory: C order, the machine's byte order.
public struct Tensor: Sendable {
  public let elementType: ElementType
  public let shape: Shape
  public let storage: Storage

  /// An array over `storage`, which holds at least `shape.count` elements.
  public init(elementType: ElementType, shape: Shape, storage: Storage) {
    precondition(storage.byteCount >= shape.count * elementType.byteCount)
    self.elementType = elementType
    self.shape = shape
    self.storage = storage
  }

  /// An array with arbitrary contents.
  public init(elementType: ElementType, shape: Shape) throws(MemoryError) {
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: elementType.byteCount)
    guard !overflow else { throw MemoryError(byteCount: .max) }
    self.init(
      elementType: elementType, shape: shape, storage: try Storage(byteCount: bytes))
  }

  public var count: Int { shape.count }

  /// Calls `body` with the elements' bytes.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withBytes { (bytes) throws(Failure) in
      try body(UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * elementType.byteCount)]))
    }
  }

  /// Calls `body` with the elements, which must be as large as an `Element`.
  public func withElements<Element, Result, Failure: Error>(
    as type: Element.Type,
    _ body: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(MemoryLayout<Element>.size == elementType.byteCount)
    return try withBytes { (bytes) throws(Failure) in
      try body(bytes.assumingMemoryBound(to: type))
    }
  }
}
