/// Takes results in the compute type and the order N, space, C, and writes them as an array of
/// the wished type and layout: the counterpart of `ElementSource`. More results than it has make
/// another array of its shape.
final class ElementSink<Scalar: ComputeScalar>: @unchecked Sendable {
  private let layout: LayoutWriter
  /// What results are converted to.
  private let type: ElementType
  /// Elements of the current array that have not come.
  private var missing: Int
  private var converted: Storage?

  /// Starts the array.
  ///
  /// - Parameter stored: what results are converted to, where the array's type only says what
  ///   their bits mean; as large as `type`.
  convenience init(
    _ writer: TensorWriter, shape: DataShape, type: ElementType,
    storedAs stored: ElementType? = nil
  ) throws {
    self.init(try LayoutWriter(writer, type, shape), stored ?? type)
  }

  /// Starts an array whose elements come in its own order.
  ///
  /// - Parameter stored: as above.
  convenience init(
    _ writer: TensorWriter, streaming shape: Shape, type: ElementType,
    storedAs stored: ElementType? = nil
  ) throws {
    self.init(try LayoutWriter(writer, type, streaming: shape), stored ?? type)
  }

  private init(_ layout: LayoutWriter, _ type: ElementType) {
    self.layout = layout
    self.type = type
    missing = layout.count
  }

  /// Whether the other end may be waited for.
  package var waits: Bool { layout.waits }

  /// The next `count` results.
  func write(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    var done = 0
    while done < count {
      if missing == 0 {
        try layout.begin()
        missing = layout.count
      }
      let piece = min(missing, count - done)
      if layout.streams {
        try writeStream(results + done, piece)
      } else {
        let results = results + done
        try layout.hold(piece) { target, piece in
          Conversion.narrow(
            results + piece.lowerBound, to: target, type, count: piece.count)
        }
      }
      missing -= piece
      done += piece
    }
  }

  /// Results of one array.
  private func writeStream(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    if type == Scalar.computeType.elementType {
      try layout.write(
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
        try layout.write(UnsafeRawBufferPointer(rebasing: bytes[..<(next * type.byteCount)]))
        done += next
      }
    }
  }
}
