/// A vector of operands: `step` is 1, or 0 for one number in the place of all.
public struct Operand<Scalar> {
  public var start: UnsafePointer<Scalar>
  public var step: Int

  public init(_ start: UnsafePointer<Scalar>, step: Int) {
    self.start = start
    self.step = step
  }
}

/// The elementwise kernels of one instruction set for one element type.
///
/// Counts are multiples of `ElementwiseTable.unit`. A target may be the memory of an operand.
/// Every NaN that is stored is the canonical one.
public struct ElementwiseTable<Scalar>: Sendable {
  /// Elements of the widest vector of the narrowest type.
  public static var unit: Int { 16 }

  public typealias Target = UnsafeMutablePointer<Scalar>
  public var unary: @Sendable (PlainFunction, Operand<Scalar>, Target, Int) -> Void
  public var binary:
    @Sendable (BinaryFunction, Operand<Scalar>, Operand<Scalar>, Target, Int) -> Void
  /// `target[i] = condition[i] ≠ 0 ? a[i] : b[i]`.
  public var select:
    @Sendable (
      _ condition: Operand<Scalar>, _ a: Operand<Scalar>, _ b: Operand<Scalar>, Target, Int
    ) -> Void

  public init(
    unary: @escaping @Sendable (PlainFunction, Operand<Scalar>, Target, Int) -> Void,
    binary:
      @escaping @Sendable (BinaryFunction, Operand<Scalar>, Operand<Scalar>, Target, Int) -> Void,
    select:
      @escaping @Sendable (
        Operand<Scalar>, Operand<Scalar>, Operand<Scalar>, Target, Int
      ) -> Void
  ) {
    self.unary = unary
    self.binary = binary
    self.select = select
  }
}
