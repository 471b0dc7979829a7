import KernelInterface

/// The gradient of a convolution for its weight from arrays of one shape and compute type, as plans
/// are made from it.
struct WeightGradientProblem<Scalar: ComputeScalar>: Sendable {
  /// Of the convolution, over its input.
  let layout: BandLayout
  /// Channels of dOutput.
  let outputs: Int
  /// Steps of a chain at one position: 1, or the channels where one filter with spatial axes only
  /// serves all of them and each counts as a position.
  let stepsInPosition: Int
  let padMode: PadMode
  let padValue: Scalar
  let matrices: WeightGradientMatrices
  /// Of the size that `matrices` has.
  let sums: BlockSums<Scalar>
  /// Those that `matrices` ask for, which take one block after the other, and those of the machine.
  let kernels: KernelTable<Scalar>
  let bestKernels: KernelTable<Scalar>

  /// - Parameter isPerChannel: whether one filter with spatial axes only serves all channels.
  init(
    layout: BandLayout, outputs: Int, isPerChannel: Bool, padMode: PadMode,
    matrices: WeightGradientMatrices, sums: BlockSums<Scalar>, kernels: KernelTable<Scalar>,
    bestKernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.outputs = outputs
    stepsInPosition = isPerChannel ? layout.channels : 1
    self.padMode = padMode
    padValue = padMode.value(as: Scalar.self)
    self.matrices = matrices
    self.sums = sums
    self.kernels = kernels
    self.bestKernels = bestKernels
  }
}
