/// How much of an array the windowed driver holds at a time.
public struct BandSize: Equatable, Sendable {
  /// Output rows that are computed together.
  public var outputRows: Int
  /// Padded input rows that a band holds.
  public var inputRows: Int
  /// Bytes of the bands and of the results that wait: one of each, with several threads up to two
  /// more than there are threads.
  public var bytes: Count
}
