import Foundation
import TensorCore
import TestSupport
import Testing

/// Manifests through the tools, as a user runs them: that each option gets to its operator. The
/// bounds are wide, since rounding is tested where the operators are.
@Suite struct GoldenToolTests {
  @Test(arguments: try Golden.operations.flatMap(Golden.implemented))
  func givesTheOraclesResult(_ golden: GoldenCase) throws {
    #expect(try Self.problem(golden) == nil)
  }

  /// What is on the list of missing things must be missing. A few cases stand for all that miss
  /// the same.
  @Test(arguments: Golden.operations)
  func isNotThereYet(_ operation: String) throws {
    for golden in try Golden.notYet(operation) {
      let problem = try Self.problem(golden)
      #expect(problem != nil, "\(golden) works: take it off NotYet.wanted")
    }
  }

  @Test func everyManifestIsThere() throws {
    let manifests = try FileManager.default.contentsOfDirectory(atPath: Golden.path("."))
      .filter { $0.hasSuffix(".txt") && $0 != "requirements.txt" }
    let operations = Golden.operations + Golden.exact
    #expect(manifests.sorted() == operations.map { "\($0).txt" }.sorted())
    for operation in operations { #expect(try Golden.cases(operation).count > 40) }
  }

  /// What is wrong with what the tool gives; nil: nothing.
  private static func problem(_ golden: GoldenCase) throws -> String? {
    guard FileManager.default.isExecutableFile(atPath: BuildProducts.path(of: golden.command[0]))
    else { return "there is no tool \(golden.command[0])" }
    let arrays = try golden.load()
    let scratch = try Scratch()
    var arguments = Array(golden.command.dropFirst())
    let stream = try #require(golden.arrays.first { $0 == "x" || $0 == "dOutput" })
    // All but the main stream and the results are files.
    let results = golden.arrays.filter { $0 == "y" || $0.hasPrefix("d") && $0 != stream }
    for name in golden.arrays where name != stream && !results.contains(name) {
      let path = scratch.file("\(name).npy")
      arguments += ["--\(name)", path]
      let isResult = golden.operation == "pool" && name == "indices"
      if !isResult { _ = try scratch.write("\(name).npy", try #require(arrays[name]).npy) }
    }
    let run = try ToolRun.of(
      golden.command[0], arguments, input: try #require(arrays[stream]).npy)
    guard run.end == .exit(0), run.error.isEmpty else { return "\(run.end): \(run.error)" }
    if let problem = try difference(run.output, try #require(arrays[results[0]])) {
      return problem
    }
    if golden.operation == "pool", let indices = arrays["indices"] {
      return try difference(try Scratch.read(scratch.file("indices.npy")), indices)
    }
    return nil
  }

  private static func difference(_ bytes: [UInt8], _ expected: Tensor) throws -> String? {
    let found = try TensorStream.read(bytes)
    guard found.count == 1 else { return "\(found.count) arrays" }
    if expected.elementType.kind != "f" { return Comparison.difference(found[0], expected) }
    let largest = expected.values.filter(\.isFinite).map(abs).max() ?? 0
    let bound = [Double](repeating: 1e-10 * max(largest, 1), count: expected.count)
    return Comparison.difference(found[0], expected, bound: bound)
  }
}
