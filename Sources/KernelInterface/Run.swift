/// A stretch of consecutive elements under one window: where it starts, counted from the
/// window's first element, and how long it is, both in elements; and which row of the weights
/// its first element meets.
///
/// A window over a padded channels-last band is a short list of runs that all output positions
/// share: one run of `KW·C` elements a filter row where the dilation is 1, else `KW` runs of `C`.
public struct Run: Equatable, Sendable {
  /// What a short run has, see `TileSegment`.
  public static var shortCount: Int { 8 }

  public var offset: Int
  public var count: Int
  public var row: Int

  public init(offset: Int, count: Int, row: Int = 0) {
    self.offset = offset
    self.count = count
    self.row = row
  }
}
