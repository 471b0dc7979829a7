/// Sequences put side by side, a lane for each:
///
///     target[i·lanes + l] = sources[l][first + i]    i < count, l < lanes
///
/// with the `lanes` of the kernel table. `count` is filled up to a multiple of 4: as many elements
/// are read of each sequence, and as many rows written.
public struct TransposeJob<Scalar> {
  public var sources: UnsafePointer<UnsafePointer<Scalar>>
  public var first: Int
  public var count: Int
  public var target: UnsafeMutablePointer<Scalar>

  public init(
    sources: UnsafePointer<UnsafePointer<Scalar>>, first: Int, count: Int,
    target: UnsafeMutablePointer<Scalar>
  ) {
    self.sources = sources
    self.first = first
    self.count = count
    self.target = target
  }
}
