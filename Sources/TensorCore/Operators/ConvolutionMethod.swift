/// How a convolution is computed. All methods but those of Winograd give the same bytes; see `docs/numerics.md` for
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
  /// Winograd's F(4×4, 3×3): a quarter of the multiplications, on transformed tiles. The same
  /// bytes on every machine, but not those of the other methods, and less exact.
  case winograd
  /// Winograd's F(2×2, 3×3): fewer savings, smaller errors.
  case winogradSmall = "winograd-2x2"
}
