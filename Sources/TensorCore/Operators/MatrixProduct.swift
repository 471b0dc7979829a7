/// What a matrix product is asked to do, apart from its data.
public struct MatrixProductOptions: Equatable, Sendable {
  /// Whether the last two axes of an operand change places first.
  public var transposeLeft = false
  public var transposeRight = false
  /// Type of the results; nil: the type they are computed in.
  public var resultType: ElementType?

  public init() {}
}

/// Products of matrices:
///
///     C[…, m, n] = Σ over k of A[…, m, k] · B[…, k, n]
///
/// Shapes as `ProductShape` says. Arithmetic: one chain for each result, from +0, one fused
/// multiply-add for each k in order, in the wider of the operands' compute types; see
/// `docs/numerics.md`.
public final class MatrixProduct {
  public let options: MatrixProductOptions
  private let execution: Execution
  /// The right operand packed last, since one often serves a whole stream.
  private var packed: (storage: Storage, matrix: Any)?

  public init(_ options: MatrixProductOptions, execution: Execution) {
    self.options = options
    self.execution = execution
  }

  public func shape(_ left: Shape, _ right: Shape) throws -> ProductShape {
    try ProductShape(
      left, transposed: options.transposeLeft, right, transposed: options.transposeRight)
  }

  /// Multiplies `left` with `right`. Rows of A stream where there is one matrix B and A is not
  /// transposed.
  ///
  /// - Throws: `ProductError`, `ShapeError`, `StreamError`, `MemoryError`.
  public func apply(
    _ left: PendingArray, _ right: Tensor, to writer: TensorWriter
  ) throws {
    let header = left.header
    let shape = try shape(header.shape, right.shape)
    let turned = options.transposeLeft && header.shape.rank > 1
    guard !turned, shape.takesLeftOnce, shape.sharesRight, shape.result.count > 0, shape.inner > 0
    else {
      try apply(try left.reader.readTensor(), right, to: writer)
      return
    }
    switch ComputeType.joining(header.elementType, right.elementType) {
    case .float32: try stream(shape, left, right, writer, Float.self)
    case .float64: try stream(shape, left, right, writer, Double.self)
    }
  }

  /// Multiplies two arrays.
  ///
  /// - Throws: as the other.
  public func apply(_ left: Tensor, _ right: Tensor, to writer: TensorWriter) throws {
    let shape = try shape(left.shape, right.shape)
    switch ComputeType.joining(left.elementType, right.elementType) {
    case .float32: try multiply(shape, left, right, writer, Float.self)
    case .float64: try multiply(shape, left, right, writer, Double.self)
    }
  }

  private func stream<Scalar: ComputeScalar>(
    _ shape: ProductShape, _ left: PendingArray, _ right: Tensor, _ writer: TensorWriter,
    _: Scalar.Type
  ) throws {
    let plan = try ProductPlan(
      try matrices(right, shape, Scalar.self)[0], rows: shape.count * shape.rows)
    let source = ElementSource<Scalar>(streaming: left)
    try WindowedDriver(operation: plan, imageCount: 1, threads: execution.threads)
      .run(source: source, partner: try sink(writer, shape))
  }

  private func multiply<Scalar: ComputeScalar>(
    _ shape: ProductShape, _ left: Tensor, _ right: Tensor, _ writer: TensorWriter,
    _: Scalar.Type
  ) throws {
    let sink: ElementSink<Scalar> = try sink(writer, shape)
    guard shape.result.count > 0 else { return }
    let count = shape.rows * shape.columns
    guard shape.inner > 0 else {
      // Operands without elements say nothing of how much memory their product would take.
      let zeros = [Scalar](repeating: 0, count: min(shape.result.count, 1 << 15))
      for first in stride(from: 0, to: shape.result.count, by: zeros.count) {
        try sink.write(zeros, min(zeros.count, shape.result.count - first))
      }
      return
    }
    let left = Conversion.elements(
      of: try turned(left, options.transposeLeft), as: Scalar.self)
    let matrices = try matrices(right, shape, Scalar.self)
    let results = try Storage(byteCount: count * MemoryLayout<Scalar>.stride)
    let parts = execution.threads == 1 ? 1 : 4 * execution.threads
    try left.withUnsafeBufferPointer { left in
      try results.withBytes { bytes in
        let results = Results(elements: bytes.assumingMemoryBound(to: Scalar.self).baseAddress!)
        for index in 0..<shape.count {
          let pair = shape.pair(index)
          let rows = Rows(elements: left.baseAddress! + pair.left * shape.rows * shape.inner)
          let matrix = matrices[pair.right]
          runParts(parts, threads: execution.threads) { part in
            let share = Range.share(shape.rows, part: part, of: parts, grain: matrix.tileRows)
            matrix.multiply(
              rows.elements + share.lowerBound * shape.inner, count: share.count,
              to: results.elements + share.lowerBound * shape.columns,
              outputStride: shape.columns)
          }
          try sink.write(results.elements, count)
        }
      }
    }
  }

  /// Elements that all threads read.
  private struct Rows<Scalar>: @unchecked Sendable { let elements: UnsafePointer<Scalar> }
  /// Results, of which each thread writes its own.
  private struct Results<Scalar>: @unchecked Sendable {
    let elements: UnsafeMutablePointer<Scalar>
  }

  private func sink<Scalar>(
    _ writer: TensorWriter, _ shape: ProductShape
  ) throws -> ElementSink<Scalar> {
    try ElementSink(
      writer, streaming: shape.result,
      type: options.resultType ?? Scalar.computeType.elementType)
  }

  /// The right operand's matrices, packed.
  private func matrices<Scalar: ComputeScalar>(
    _ right: Tensor, _ shape: ProductShape, _: Scalar.Type
  ) throws -> [PackedMatrix<Scalar>] {
    if let packed, packed.storage === right.storage,
      let matrices = packed.matrix as? [PackedMatrix<Scalar>]
    {
      return matrices
    }
    let elements = Conversion.elements(
      of: try turned(right, options.transposeRight), as: Scalar.self)
    let count = shape.inner * shape.columns
    let kernels = execution.instructionSet.kernels(Scalar.self)
    let matrices = try stride(from: 0, to: elements.count, by: count).map {
      try PackedMatrix(
        Array(elements[$0..<($0 + count)]), rows: shape.inner, columns: shape.columns,
        kernels: kernels)
    }
    packed = (right.storage, matrices)
    return matrices
  }

  private func turned(_ tensor: Tensor, _ isTransposed: Bool) throws -> Tensor {
    let rank = tensor.shape.rank
    guard isTransposed, rank > 1 else { return tensor }
    return try tensor.permuted(Array(0..<(rank - 2)) + [rank - 1, rank - 2])
  }
}
