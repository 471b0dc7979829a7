/// Arrays to a tensor stream, as `numpy.save` would write them one after the other.
/// One thread uses a writer at a time.
public final class TensorWriter: @unchecked Sendable {
  private let target: ByteWriter
  /// Bytes of the current array that have not been written.
  private var missing = 0
  /// The header that was written last: the arrays of a stream mostly are of one shape.
  private var last: (type: ElementType, shape: Shape, bytes: [UInt8])?

  /// Told the type and shape of an array that starts, unless the one before had the same.
  public var onChange: (@Sendable (ElementType, Shape) -> Void)?

  public init(_ target: ByteWriter) { self.target = target }

  /// Writes to `path`; nil or `-`: to standard output. See `ByteWriter`.
  public convenience init(path: String?) throws(StreamError) {
    self.init(try ByteWriter(path: path))
  }

  /// Starts an array. Its elements follow by `write`, in C order and the machine's byte order.
  public func begin(_ elementType: ElementType, _ shape: Shape) throws(StreamError) {
    precondition(missing == 0, "the array before is not whole")
    if last?.type != elementType || last?.shape != shape {
      let header = NPYHeader(elementType: elementType, shape: shape)
      last = (elementType, shape, header.encoded)
      onChange?(elementType, shape)
    }
    try target.write(last!.bytes)
    missing = shape.count * elementType.byteCount
    if missing == 0 { try target.flush() }
  }

  /// The next elements of the current array. At its end they are handed to the reader
  /// downstream.
  public func write(_ elements: UnsafeRawBufferPointer) throws(StreamError) {
    precondition(elements.count <= missing, "more elements than the shape has")
    try target.write(elements)
    missing -= elements.count
    if missing == 0 { try target.flush() }
  }

  public func write(_ tensor: Tensor) throws(StreamError) {
    try begin(tensor.elementType, tensor.shape)
    try tensor.withBytes { (bytes) throws(StreamError) in
      try write(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Whether writing may wait for a reader at the other end of a pipe.
  public var waits: Bool { target.waits }

  /// Hands what has been written so far to the reader downstream.
  public func flush() throws(StreamError) { try target.flush() }

  /// The stream is whole: a file gets its name.
  public func finish() throws(StreamError) {
    precondition(missing == 0, "the last array is not whole")
    try target.finish()
  }
}
