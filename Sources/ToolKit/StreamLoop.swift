import TensorCore

/// The loop that every tool runs: for each array of each input, something is written.
public enum StreamLoop {
  /// Opens the output, calls `body` for each array of the inputs in order, and finishes the
  /// output when all went well.
  ///
  /// - Parameters:
  ///   - allowEmpty: whether inputs without any array are fine. In a pipeline an empty stream
  ///     means that the tool before failed, so for most tools they are not.
  ///   - verbose: whether to tell what is read and written.
  ///   - atEnd: called when the inputs have ended, before the output counts as done.
  ///   - body: gets an array to read. What it leaves unread is skipped.
  /// - Throws: `StreamError` and whatever `body` throws.
  public static func run(
    inputs: [String], output: String?, allowEmpty: Bool = false, verbose: Bool = false,
    atEnd: (TensorWriter) throws -> Void = { _ in },
    _ body: (PendingArray, TensorWriter) throws -> Void
  ) throws {
    let writer = try TensorWriter(path: output)
    var notes = StreamNotes(isOn: verbose)
    notes.tellResults(of: writer)
    try read(inputs: inputs, allowEmpty: allowEmpty) { array in
      notes.tell(array)
      try body(array, writer)
    }
    try atEnd(writer)
    try writer.finish()
  }

  /// The same without an output.
  public static func read(
    inputs: [String], allowEmpty: Bool = false,
    _ body: (PendingArray) throws -> Void
  ) throws {
    let progress = ProgressDisplay.progress(of: inputs)
    for path in inputs {
      let reader = try TensorReader(path: path)
      reader.progress = progress
      while let array = try reader.next() {
        try body(array)
      }
      if !allowEmpty { try reader.requireArray() }
    }
  }
}
