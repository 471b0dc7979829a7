/// Elements that lie apart, moved: `target[i·targetStride] = source[i·sourceStride]`.
public struct StridedJob<Scalar> {
  public var source: UnsafePointer<Scalar>
  public var sourceStride: Int
  public var target: UnsafeMutablePointer<Scalar>
  public var targetStride: Int
  public var count: Int

  public init(
    source: UnsafePointer<Scalar>, sourceStride: Int, target: UnsafeMutablePointer<Scalar>,
    targetStride: Int, count: Int
  ) {
    self.source = source
    self.sourceStride = sourceStride
    self.target = target
    self.targetStride = targetStride
    self.count = count
  }
}
