/// Dense convolution of a list of output positions with one group of filters.
///
///     output[p·outputStride + o] =
///       canonical(fma chain from start[o] over k of input[pixels[p] + element(k)] · weight[k, o])
///
/// The chain takes the elements of the runs in their order. `canonical` replaces every NaN by
/// the one quiet NaN.
public struct TileJob<Scalar> {
  /// The band. Every `pixels[p] + run.offset + i` lies inside it.
  public var input: UnsafePointer<Scalar>
  /// Where each output position's window starts in `input`, in elements.
  public var pixels: UnsafePointer<Int>
  public var pixelCount: Int
  public var runs: UnsafePointer<Run>
  public var runCount: Int
  /// Packed by `packPanels`: panels of `panelWidth` output channels, each `taps × panelWidth`.
  public var weights: UnsafePointer<Scalar>
  /// Number of elements in all runs together.
  public var taps: Int
  /// Output channels of this group; the last panel may be partly used.
  public var channels: Int
  /// What the accumulators start at, padded to whole panels.
  public var start: UnsafePointer<Scalar>
  /// The first of `channels` results of position 0.
  public var output: UnsafeMutablePointer<Scalar>
  /// Elements from one output position to the next.
  public var outputStride: Int

  public init(
    input: UnsafePointer<Scalar>, pixels: UnsafePointer<Int>, pixelCount: Int,
    runs: UnsafePointer<Run>, runCount: Int, weights: UnsafePointer<Scalar>, taps: Int,
    channels: Int, start: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>,
    outputStride: Int
  ) {
    self.input = input
    self.pixels = pixels
    self.pixelCount = pixelCount
    self.runs = runs
    self.runCount = runCount
    self.weights = weights
    self.taps = taps
    self.channels = channels
    self.start = start
    self.output = output
    self.outputStride = outputStride
  }
}
