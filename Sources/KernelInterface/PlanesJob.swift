/// Elements of several planes, moved from where they follow each other in turn to where each plane has
/// its own, or back:
///
///     separated: target[p·pitch + i] = source[i·step + p]
///     joined:    target[i·step + p] = source[p·pitch + i]    i < count, p < planes
///
/// `step` is `planes` at least.
public struct PlanesJob<Scalar> {
  public var source: UnsafePointer<Scalar>
  public var target: UnsafeMutablePointer<Scalar>
  public var planes: Int
  public var pitch: Int
  public var step: Int
  public var count: Int

  public init(
    source: UnsafePointer<Scalar>, target: UnsafeMutablePointer<Scalar>, planes: Int, pitch: Int,
    step: Int, count: Int
  ) {
    self.source = source
    self.target = target
    self.planes = planes
    self.pitch = pitch
    self.step = step
    self.count = count
  }
}
