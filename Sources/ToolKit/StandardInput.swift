import TensorCore

/// Standard input, which holds one stream: who takes a part of it leaves the others an end.
public enum StandardInput {
  /// What reads a path: an operand or option, as messages name it. No path: nothing is read.
  public typealias Use = (name: String, path: String?)

  /// To be asked with all that a tool reads, before any of it is opened.
  ///
  /// - Throws: `UsageError` if more than one of the paths is `-`.
  public static func requireOnce(_ uses: [Use]) throws(UsageError) {
    let names = uses.filter { $0.path == "-" }.map(\.name)
    guard names.count > 1 else { return }
    let uses =
      Set(names).count == 1 ? "\(names.count) times" : "for \(names.joined(separator: " and "))"
    throw UsageError("standard input can be read once, got it \(uses)")
  }

  /// What messages call the stream that a tool goes through.
  public static var mainStream: String { "the main stream" }

  /// The main stream of a tool.
  public static func main(_ paths: [String]) -> [Use] { paths.map { (mainStream, $0) } }
}
