/// How the gradient for a weight is computed; not what. All give the same bytes; see
/// `docs/numerics.md` for what `matrix` asks of the data.
public enum WeightGradientMethod: String, CaseIterable, Sendable {
  /// On the padded rows where they lie.
  case direct
  /// Forms the im2col matrix X: Xᵀ·dOutput.
  case im2col
  /// Forms the matrix of the convolution as a function of all its weights, which has a row for
  /// each element of dOutput and a column for each weight.
  case matrix
}
