/// All tables of one instruction set, each made when it is asked for.
public struct KernelTables: Sendable {
  public var float: @Sendable () -> KernelTable<Float>
  public var double: @Sendable () -> KernelTable<Double>
  public var elementary: @Sendable () -> ElementaryTable
  public var floatElementwise: @Sendable () -> ElementwiseTable<Float>
  public var doubleElementwise: @Sendable () -> ElementwiseTable<Double>

  public init(
    float: @escaping @Sendable () -> KernelTable<Float>,
    double: @escaping @Sendable () -> KernelTable<Double>,
    elementary: @escaping @Sendable () -> ElementaryTable,
    floatElementwise: @escaping @Sendable () -> ElementwiseTable<Float>,
    doubleElementwise: @escaping @Sendable () -> ElementwiseTable<Double>
  ) {
    self.float = float
    self.double = double
    self.elementary = elementary
    self.floatElementwise = floatElementwise
    self.doubleElementwise = doubleElementwise
  }
}
