/// Takes results in the compute type and the order N, space, C, and writes them as an array of
/// the wished type and layout: the counterpart of `ElementSource`. More results than it has make
/// another array of its shape.
final class ElementSink<Scalar: ComputeScalar>: @unchecked Sendable {
  private let writer: TensorWriter
  /// What results are converted to.
  private let type: ElementType
  private let block: (axes: [Int], order: [Int])?
  private let wireType: ElementType
  private let shape: Shape
  /// Elements of the current array that have not come.
  private var missing: Int
  private var held: Tensor?
  private var position = 0
  private var converted: Storage?

  /// Starts the array.
  ///
  /// - Parameter stored: what results are converted to, where the array's type only says what
  ///   their bits mean; as large as `type`.
  init(
    _ writer: TensorWriter, shape: DataShape, type: ElementType,
    storedAs stored: ElementType? = nil
  ) throws {
    self.writer = writer
    self.type = stored ?? type
    let order = shape.canonicalOrder
    if order == Array(order.indices) {
      block = nil
    } else if order.first == 0, shape.batch != nil {
      block = (
        order.dropFirst().map { shape.axes[$0] }, Self.inverse(order.dropFirst().map { $0 - 1 })
      )
    } else {
      block = (order.map { shape.axes[$0] }, Self.inverse(order))
    }
    wireType = type
    self.shape = try Shape(shape.axes)
    missing = self.shape.count
    try writer.begin(type, self.shape)
  }

  /// Starts an array whose elements come in its own order.
  ///
  /// - Parameter stored: as above.
  init(
    _ writer: TensorWriter, streaming shape: Shape, type: ElementType,
    storedAs stored: ElementType? = nil
  ) throws {
    self.writer = writer
    self.type = stored ?? type
    block = nil
    wireType = type
    self.shape = shape
    missing = shape.count
    try writer.begin(type, shape)
  }

  /// Whether the other end may be waited for.
  package var waits: Bool { writer.waits }

  /// The next `count` results.
  func write(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    var done = 0
    while done < count {
      if missing == 0 {
        try writer.begin(wireType, shape)
        missing = shape.count
      }
      let piece = min(missing, count - done)
      try writePiece(results + done, piece)
      missing -= piece
      done += piece
    }
  }

  /// Results of one array.
  private func writePiece(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    guard let block else {
      try writeStream(results, count)
      return
    }
    var done = 0
    while done < count {
      if held == nil {
        held = try Tensor(elementType: type, shape: try Shape(block.axes))
        position = 0
      }
      let held = held!
      let piece = min(count - done, held.count - position)
      held.withBytes {
        Conversion.narrow(
          results + done, to: $0.baseAddress! + position * type.byteCount, type, count: piece)
      }
      done += piece
      position += piece
      if position == held.count {
        try held.permuted(block.order).withBytes {
          try writer.write(UnsafeRawBufferPointer($0))
        }
        self.held = nil
      }
    }
  }

  private func writeStream(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    if type == Scalar.computeType.elementType {
      try writer.write(
        UnsafeRawBufferPointer(start: results, count: count * MemoryLayout<Scalar>.stride))
      return
    }
    let piece = 1 << 15
    if converted == nil { converted = try Storage(byteCount: piece * type.byteCount) }
    try converted!.withBytes { bytes in
      var done = 0
      while done < count {
        let next = min(piece, count - done)
        Conversion.narrow(results + done, to: bytes.baseAddress!, type, count: next)
        try writer.write(UnsafeRawBufferPointer(rebasing: bytes[..<(next * type.byteCount)]))
        done += next
      }
    }
  }

  private static func inverse(_ order: [Int]) -> [Int] {
    order.indices.map { order.firstIndex(of: $0)! }
  }
}
