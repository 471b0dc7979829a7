/// One image, read from its first row to its last.
public protocol ImageDecoder: AnyObject {
  var header: ImageHeader { get }

  /// Something that the user should know about the image, once its rows have been read.
  var warning: String? { get }

  /// The next rows: decoded samples, row after row, in the machine's byte order.
  ///
  /// - Parameters:
  ///   - rows: how many, no more than are left.
  ///   - target: memory for that many times `header.rowBytes`.
  /// - Throws: the error of the format for damaged data, `StreamError` for trouble with the
  ///   source. With the last row, what follows it in the file is read and checked too.
  func read(rows: Int, into target: UnsafeMutableRawBufferPointer) throws
}

extension ImageDecoder {
  public var warning: String? { nil }
}
