import TensorCore

/// Writes a `.safetensors` file: what a layout says, then the arrays in the layout's order. A
/// piece of an array is in memory at a time.
public final class SafetensorsWriter {
  private let target: ByteWriter

  /// - Parameter path: as of `ByteWriter`.
  /// - Throws: `StreamError`.
  public init(path: String?, _ layout: SafetensorsLayout) throws(StreamError) {
    target = try ByteWriter(path: path)
    try target.write(layout.header)
  }

  /// The elements of the array that comes next.
  public func add(_ array: PendingArray) throws(StreamError) {
    try array.reader.read(count: array.reader.remaining) { (bytes) throws(StreamError) in
      try target.write(bytes)
    }
  }

  /// The elements of the array that comes next.
  public func add(_ tensor: Tensor) throws(StreamError) {
    try tensor.withBytes { (bytes) throws(StreamError) in
      try target.write(UnsafeRawBufferPointer(bytes))
    }
  }

  /// The file is whole, and gets its name.
  public func finish() throws(StreamError) { try target.finish() }
}
