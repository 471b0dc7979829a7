import Synchronization

/// How far streams have been read, for whoever looks from another thread.
public final class StreamProgress: Sendable {
  /// Arrays, or images, that have been started.
  private let arrays = Atomic<Int>(0)
  /// Rows of the current one that have been read, and that it has.
  private let rows = Atomic<Int>(0)
  private let rowCount = Atomic<Int>(0)
  private let bytes = Atomic<Int>(0)
  /// Bytes that there will be; 0 if that is not known.
  private let expectedBytes = Atomic<Int>(0)

  public init() {}

  /// What has been counted at one moment, nearly.
  public struct Snapshot: Equatable, Sendable {
    public var arrays: Int
    public var rows: Int
    public var rowCount: Int
    public var bytes: Int
    /// nil if that is not known.
    public var expectedBytes: Int?

    public init(arrays: Int, rows: Int, rowCount: Int, bytes: Int, expectedBytes: Int?) {
      self.arrays = arrays
      self.rows = rows
      self.rowCount = rowCount
      self.bytes = bytes
      self.expectedBytes = expectedBytes
    }
  }

  public var snapshot: Snapshot {
    let expected = expectedBytes.load(ordering: .relaxed)
    return Snapshot(
      arrays: arrays.load(ordering: .relaxed), rows: rows.load(ordering: .relaxed),
      rowCount: rowCount.load(ordering: .relaxed), bytes: bytes.load(ordering: .relaxed),
      expectedBytes: expected > 0 ? expected : nil)
  }

  /// States how many bytes the inputs have; nil if some are no files.
  public func expect(bytes: Int?) { expectedBytes.store(bytes ?? 0, ordering: .relaxed) }

  /// An array, or an image, of so many rows begins.
  public func begin(rows count: Int) {
    arrays.wrappingAdd(1, ordering: .relaxed)
    rows.store(0, ordering: .relaxed)
    rowCount.store(count, ordering: .relaxed)
  }

  public func set(rows done: Int) { rows.store(done, ordering: .relaxed) }

  func add(bytes count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }
}
