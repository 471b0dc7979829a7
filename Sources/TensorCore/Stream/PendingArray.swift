/// An array that is about to be read: its header, and the reader that delivers its elements next.
/// Readers give them, by `TensorReader.next()`; one is good until its reader goes on to another.
public struct PendingArray: Sendable {
  public let header: NPYHeader
  public let reader: TensorReader

  init(_ header: NPYHeader, _ reader: TensorReader) {
    self.header = header
    self.reader = reader
  }
}
