import TensorCore

/// What `--verbose` tells of the arrays of a stream: shapes and types, again where they change.
public struct StreamNotes {
  private let isOn: Bool
  private var change = KindChange()

  public init(isOn: Bool) { self.isOn = isOn }

  /// Tells of an array that is read, unless the one before was of the same shape and type.
  mutating func tell(_ array: PendingArray) {
    let (header, reader) = (array.header, array.reader)
    guard isOn, change.next(header) else { return }
    Messages.note(
      "\(reader.name): array \(reader.arraysStarted - 1) is \(header.elementType) of shape \(header.shape)"
    )
  }

  /// Tells of the arrays that a writer is given.
  public func tellResults(of writer: TensorWriter) {
    guard isOn else { return }
    writer.onChange = { Messages.note("the result is \($0) of shape \($1)") }
  }
}
