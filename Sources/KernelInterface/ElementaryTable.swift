/// The elementwise kernels of one instruction set for float64.
///
/// Kernels take pointers and counts that their caller has checked; they neither allocate, throw
/// nor fail. All tables give the same bits.
public struct ElementaryTable: Sendable {
  /// `target[i] = canonical(function(source[i]))`; the two may be the same memory.
  public var unary:
    @Sendable (
      _ function: UnaryFunction, _ source: UnsafePointer<Double>,
      _ target: UnsafeMutablePointer<Double>, _ count: Int
    ) -> Void
  /// `target[i] = canonical(base[i] to the power exponent[i])`, with the special cases of C's `pow`.
  public var power:
    @Sendable (
      _ base: UnsafePointer<Double>, _ exponent: UnsafePointer<Double>,
      _ target: UnsafeMutablePointer<Double>, _ count: Int
    ) -> Void
  /// Adds elements to sums.
  public var moments: @Sendable (MomentsJob) -> Void

  public init(
    unary:
      @escaping @Sendable (
        UnaryFunction, UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int
      ) -> Void,
    power:
      @escaping @Sendable (
        UnsafePointer<Double>, UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int
      ) -> Void,
    moments: @escaping @Sendable (MomentsJob) -> Void
  ) {
    self.unary = unary
    self.power = power
    self.moments = moments
  }
}
