import TensorCore

/// What comes in where something is to be explained.
enum ExplainInput {
  /// A stream of arrays: the header of its first.
  case array(NPYHeader)
  /// Explanations of the stages before.
  case stages(text: String, isJSON: Bool, last: ExplainedStage)

  /// Explanations are short.
  private static let longest = 1 << 20

  /// - Throws: `StreamError`, `ExplainInputError`.
  init(path: String) throws {
    let bytes = try ByteReader(path: path)
    let start = try bytes.available(atLeast: 6)
    guard let first = start.first, first != NPYHeader.magic[0] else {
      let reader = TensorReader(bytes)
      guard let header = try reader.next()?.header else {
        throw StreamError.noArray(stream: bytes.name)
      }
      self = .array(header)
      return
    }
    let all = try bytes.available(atLeast: Self.longest + 1)
    guard all.count <= Self.longest, let text = String(validating: all, as: UTF8.self) else {
      throw ExplainInputError(stream: bytes.name)
    }
    let isJSON = text.hasPrefix("{")
    let last = isJSON ? Explanation.stage(lastJSON: text) : Explanation.stage(lastText: text)
    guard let last else { throw ExplainInputError(stream: bytes.name) }
    self = .stages(text: text, isJSON: isJSON, last: last)
  }
}

/// Something else than arrays or explanations.
public struct ExplainInputError: Failure, Equatable {
  public let stream: String
  public var category: FailureCategory { .data }
  public var message: String {
    "\(stream) holds neither arrays nor what --explain writes"
  }
}
