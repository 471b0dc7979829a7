/// How a convolution is computed. All methods give the same bytes; see `docs/numerics.md` for
/// what `matrix` asks of the data.
public enum ConvolutionMethod: String, CaseIterable, Sendable {
  /// The fastest of those that need no more memory than a band: `direct`.
  case auto
  /// On the padded rows where they lie.
  case direct
  /// Forms the patch matrix and multiplies it with the weights.
  case im2col
  /// Forms the Toeplitz matrix and multiplies it with whole images.
  case matrix
}
