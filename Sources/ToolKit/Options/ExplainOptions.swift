import ArgumentParser
import TensorCore

/// Explaining instead of computing.
public struct ExplainOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Compute nothing: tell geometry, cost and how it would run, for the first array of the stream, for --input-shape, or for the result of the explanation that is piped in."
    ))
  public var explain = false

  @Flag(help: "With --explain: one JSON object a stage, one a line.")
  public var json = false

  @OptionGroup public var shape: InputShapeOption

  public init() {}

  public mutating func validate() throws {
    guard !explain else { return }
    if json { throw UsageError("--json goes with --explain") }
    if shape.inputShape != nil { throw UsageError("--input-shape goes with --explain") }
  }

  /// Writes an explanation, after those that are piped in.
  ///
  /// - Parameters:
  ///   - output: where results would go, which must not be stated.
  ///   - explanation: of an array of a shape and type that comes after a stage.
  /// - Throws: `UsageError` for more than one input, `ExplainInputError`, `StreamError`, and what
  ///   `explanation` throws.
  public func run(
    _ layout: DataLayout, inputs: [String], output: OutputOption,
    _ explanation: (Shape, ElementType, ExplainedStage?) throws -> Explanation
  ) throws {
    if let path = output.output {
      throw UsageError("--explain writes to standard output, got -o \(path)")
    }
    if let stated = try shape.shape(layout) {
      try write(try explanation(stated, .float32, nil), after: "")
      return
    }
    guard inputs.count == 1 else {
      throw UsageError("--explain expects one input, got \(inputs.count)")
    }
    switch try ExplainInput(path: inputs[0]) {
    case .array(let header):
      try write(try explanation(header.shape, header.elementType, nil), after: "")
    case .stages(let text, let isJSON, let last):
      guard isJSON == json else {
        throw UsageError(
          "the explanation piped in is \(isJSON ? "JSON" : "text"), expected \(json ? "JSON" : "text") as asked for here",
          hint: "give --json to all stages or to none")
      }
      let shape = try Shape(last.result.lengths)
      try write(try explanation(shape, last.result.type, last), after: text)
    }
  }

  private func write(_ explanation: Explanation, after text: String) throws {
    try TextOutput.write(text + (json ? explanation.json.text + "\n" : explanation.text))
  }
}
