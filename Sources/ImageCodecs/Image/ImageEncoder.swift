/// One image, written from its first row to its last.
public protocol ImageEncoder: AnyObject {
  /// Size, channels and largest sample of what is written.
  var header: ImageHeader { get }

  /// The next rows: samples, row after row, in the machine's byte order. With the last row of
  /// the image its end is written.
  ///
  /// - Parameter rows: a multiple of `header.rowBytes`.
  /// - Throws: what the output throws.
  func write(_ rows: UnsafeRawBufferPointer) throws
}

/// Where an encoder puts its bytes.
public typealias ByteSink = (UnsafeRawBufferPointer) throws -> Void
