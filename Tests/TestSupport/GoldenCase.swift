import Foundation
import TensorCore

/// One line of a manifest in Tests/Golden, whose README.md has the format.
public struct GoldenCase: Sendable, CustomStringConvertible {
  /// The manifest's name without its ending.
  public let operation: String
  public let name: String
  public let oracle: String
  /// The tool's command line without options that name files, tool first.
  public let command: [String]
  /// What the arrays of the case's stream are, in order.
  public let arrays: [String]

  public var description: String { "\(operation)/\(name)" }

  /// The arrays by name.
  public func load() throws -> [String: Tensor] {
    let tensors = try TensorStream.read(path: Golden.path("\(operation)/\(name).npy"))
    guard tensors.count == arrays.count else {
      throw Disagreement(
        description: "\(name).npy holds \(tensors.count) arrays, expected \(arrays)")
    }
    return Dictionary(uniqueKeysWithValues: zip(arrays, tensors))
  }
}

public enum Golden {
  static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden").path

  public static func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// The cases of a manifest.
  ///
  /// - Throws: what is wrong with a line, or a name that comes twice.
  public static func cases(_ operation: String) throws -> [GoldenCase] {
    let text = try String(contentsOfFile: path("\(operation).txt"), encoding: .utf8)
    var names: Set<String> = []
    return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let columns = line.components(separatedBy: " | ")
      guard columns.count == 4, names.insert(columns[0]).inserted else {
        throw Disagreement(description: "\(operation).txt: \(line)")
      }
      return GoldenCase(
        operation: operation, name: columns[0], oracle: columns[1],
        command: columns[2].split(separator: " ").map(String.init),
        arrays: columns[3].split(separator: ",").map(String.init))
    }
  }
}
