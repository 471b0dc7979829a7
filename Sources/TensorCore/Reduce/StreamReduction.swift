/// A reduction across the arrays of a stream, which are of one shape and type: as of one array
/// with the stream as its first axis, which is reduced too.
public final class StreamReduction {
  private let reduction: Reduction
  private var begun: (shape: Shape, type: ElementType, result: Shape, run: ReductionRun)?
  private var arrays = 0
  /// Elements of one array that make one result.
  private var positions = 0

  public init(_ reduction: Reduction) { self.reduction = reduction }

  /// Takes an array.
  ///
  /// - Parameter axes: of the array, to be reduced with the stream; the same each time.
  /// - Throws: `ReductionError.other` if it is not like the first, and what `Reduction` throws.
  public func add(_ array: PendingArray, along axes: [Int]) throws {
    let header = array.header
    let layout = try ReductionLayout(
      header.shape, along: axes, keepsAxes: reduction.keepsAxes)
    if begun == nil {
      positions = layout.positions
      begun = (
        header.shape, header.elementType, layout.result,
        try reduction.makeRun(header.elementType)
      )
    }
    let begun = begun!
    guard begun.shape == header.shape, begun.type == header.elementType else {
      throw ReductionError.other(
        header.elementType, header.shape, array: arrays, firstType: begun.type, begun.shape)
    }
    var walk = layout.walk(firstPosition: arrays &* positions)
    try begun.run.take(header.shape.count, &walk, array)
    arrays += 1
  }

  /// Writes the reduction of what was added; nothing was, nothing is.
  ///
  /// - Throws: `ReductionError`, `StreamError`.
  public func write(to writer: TensorWriter) throws {
    guard let begun else { return }
    let (all, overflow) = positions.multipliedReportingOverflow(by: arrays)
    guard !overflow else { throw ShapeError.tooLarge([arrays] + begun.shape.axes) }
    try reduction.check(positions: all, results: begun.result.count)
    let type = reduction.resultType(for: begun.type)
    try writer.begin(type, begun.result)
    try begun.run.write(begun.result.count, all, type, writer)
  }
}
