import KernelInterface

/// A convolution of data of one shape and compute type, as plans are made from it.
struct ConvolutionProblem<Scalar: ComputeScalar>: Sendable {
  /// Over the channels of the data. It says whether the window slides forward or is an adjoint.
  let layout: BandLayout
  let filter: FilterBank<Scalar>
  let padMode: PadMode
  let padValue: Scalar
  let kernels: KernelTable<Scalar>

  init(
    layout: BandLayout, filter: FilterBank<Scalar>, padMode: PadMode,
    kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.filter = filter
    self.padMode = padMode
    padValue = padMode.value(as: Scalar.self)
    self.kernels = kernels
  }
}
