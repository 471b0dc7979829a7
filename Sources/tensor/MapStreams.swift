import TensorCore
import ToolKit

/// The streams of `tensor map`: the main one, and those that go with it.
final class MapStreams {
  /// The paths of the main stream.
  let main: [String]
  private let mainName: String
  /// In the order of the formula's names; nil for the main stream.
  private let others: [(name: String, stream: CompanionStream?)]

  /// - Parameter words: what follows the expression on the command line.
  init(_ operation: Elementwise, _ words: [String]) throws {
    var files: [String: String] = [:]
    var order: [String] = []
    var plain: [String] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].contains("/") else {
        plain.append(word)
        continue
      }
      let name = String(parts[0])
      guard Elementwise.isName(name) else {
        throw UsageError("'\(name)' in '\(word)' cannot be the name of an array")
      }
      guard files[name] == nil else { throw UsageError("\(name) is given twice") }
      guard operation.names.contains(name) else {
        throw UsageError("the expression does not use \(name), which '\(word)' names")
      }
      files[name] = String(parts[1])
      order.append(name)
    }
    if operation.names.contains("x") {
      guard plain.isEmpty || files["x"] == nil else {
        throw UsageError("x is given twice: as \(plain[0]) and as x=\(files["x"]!)")
      }
      mainName = "x"
      main = files["x"].map { [$0] } ?? (plain.isEmpty ? ["-"] : plain)
    } else {
      guard plain.isEmpty else {
        throw UsageError("the expression does not use x, which '\(plain[0])' would be")
      }
      guard let first = order.first else { throw operation.missing(operation.names[0]) }
      mainName = first
      main = [files[first]!]
    }
    let mainName = mainName
    if let missing = operation.names.first(where: { $0 != mainName && files[$0] == nil }) {
      throw operation.missing(missing)
    }
    try StandardInput.requireOnce(
      main.map { (mainName, $0) } + order.filter { $0 != mainName }.map { ($0, files[$0]) })
    others = try operation.names.map {
      ($0, $0 == mainName ? nil : try CompanionStream(path: files[$0]!))
    }
  }

  /// The arrays that go with the main stream's next.
  func next(_ array: PendingArray) throws -> [Elementwise.Input] {
    try others.map { .init($0.name, try $0.stream?.next() ?? .stream(array)) }
  }

  /// To be called when the main stream has ended.
  func finish() throws {
    for other in others { try other.stream?.finish() }
  }
}
