import TensorCore

/// What `--verbose` tells of each kind of array in a stream.
public struct ExplanationNotes {
  private let isOn: Bool
  private var change = KindChange()

  public init(isOn: Bool) { self.isOn = isOn }

  /// Tells of an array unless the one before was of the same shape and type.
  public mutating func tell(
    _ header: NPYHeader, _ explanation: (Shape, ElementType) throws -> Explanation
  ) throws {
    guard isOn, change.next(header) else { return }
    let found: Explanation
    do {
      found = try explanation(header.shape, header.elementType)
    } catch is ExplanationError {
      // What has no one receptive field is computed all the same.
      return
    }
    for line in found.notes { Messages.note(line) }
  }
}

extension Explanation {
  fileprivate var notes: [String] {
    let window = window.axes.map { "\($0.before):\($0.after)" }.joined(separator: ",")
    var notes = [
      "\(input.text) → \(result.text), padding \(window)",
      "\(run.method) with kernel \(run.kernel), \(run.instructionSet), \(run.threads) threads; \(run.band.outputRows) output rows at a time, \(run.band.bytes) bytes",
    ]
    if run.heldBytes > 0 {
      let reason =
        padMode?.needsWholeImage == true
        ? "pad mode \(padMode!.name) needs a whole image" : "the layout needs a whole image"
      notes.append("\(reason): \(run.heldBytes) bytes are held")
    }
    return notes
  }
}
