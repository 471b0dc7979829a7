/// Repeats the inputs of each group for each of the group's outputs, so that result `o` of group
/// `g` finds its `i`-th input in its own lane:
///
///     target[((p·inputs + i)·groups + g)·outputs + o] = source[(p·groups + g)·inputs + i]
public struct SpreadJob<Scalar> {
  public var source: UnsafePointer<Scalar>
  public var target: UnsafeMutablePointer<Scalar>
  public var pixels: Int
  public var groups: Int
  /// Input and output channels of one group.
  public var inputs: Int
  public var outputs: Int

  public init(
    source: UnsafePointer<Scalar>, target: UnsafeMutablePointer<Scalar>, pixels: Int,
    groups: Int, inputs: Int, outputs: Int
  ) {
    self.source = source
    self.target = target
    self.pixels = pixels
    self.groups = groups
    self.inputs = inputs
    self.outputs = outputs
  }
}
