/// An array that is about to be read: its header, and the reader that delivers its elements next.
public struct PendingArray {
  public var header: NPYHeader
  public var reader: TensorReader

  public init(_ header: NPYHeader, _ reader: TensorReader) {
    self.header = header
    self.reader = reader
  }
}
