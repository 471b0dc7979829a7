/// Fused multiply-add chains of windows that slide from step to step, lane by lane:
///
///     sums[(s·taps + t)·sumStep + l] ← canonical(chain from sums[…] over i of
///       input[strands[s] + i·inputStep + t·tapStep + l] · weights[i·weightStep + l])
///
/// with 0 ≤ l < vectors · the `lanes` of the kernel table, 0 ≤ i < steps, t < taps. Where taps are as far
/// from each other as steps, neighbouring taps of one strand share all elements but one.
public struct SlidingJob<Scalar> {
  public var input: UnsafePointer<Scalar>
  /// Where each strand starts in `input`.
  public var strands: UnsafePointer<Int>
  public var strandCount: Int
  public var taps: Int
  public var tapStep: Int
  public var inputStep: Int
  public var weights: UnsafePointer<Scalar>
  public var weightStep: Int
  public var steps: Int
  public var sums: UnsafeMutablePointer<Scalar>
  public var sumStep: Int
  public var vectors = 1
  /// What is read soon after, as of `TileJob`.
  public var ahead = UnsafeRawBufferPointer(start: nil, count: 0)
  public var weightsAhead = UnsafeRawBufferPointer(start: nil, count: 0)

  public init(
    input: UnsafePointer<Scalar>, strands: UnsafePointer<Int>, strandCount: Int, taps: Int,
    tapStep: Int, inputStep: Int, weights: UnsafePointer<Scalar>, weightStep: Int, steps: Int,
    sums: UnsafeMutablePointer<Scalar>, sumStep: Int
  ) {
    self.input = input
    self.strands = strands
    self.strandCount = strandCount
    self.taps = taps
    self.tapStep = tapStep
    self.inputStep = inputStep
    self.weights = weights
    self.weightStep = weightStep
    self.steps = steps
    self.sums = sums
    self.sumStep = sumStep
  }
}
