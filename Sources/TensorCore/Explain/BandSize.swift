/// How much of an array the windowed driver holds at a time.
public struct BandSize: Equatable, Sendable {
  /// Output rows that are computed together.
  public var outputRows: Int
  /// Padded input rows that a band holds.
  public var inputRows: Int
  /// Bytes of the bands and of the results that wait, two of each where there is more than one
  /// band.
  public var bytes: Count
}
