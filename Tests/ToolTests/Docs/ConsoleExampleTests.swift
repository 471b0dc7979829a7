import Foundation
import TestSupport
import Testing

/// The examples of the documentation run as they stand, and print what the pages say.
@Suite struct ConsoleExampleTests {
  /// Every page with examples, by its place in the repository.
  static let pages: [String] = {
    let folders = ["docs", "pipelines", "Tests", "Benchmarks"]
    let nested = folders.flatMap { folder in
      (FileManager.default.enumerator(atPath: Repository.path(folder))?.allObjects ?? [])
        .compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
    }
    return (["README.md", "CONTRIBUTING.md"] + nested).sorted().filter {
      !(examples(of: $0) ?? []).isEmpty
    }
  }()

  private static func examples(of page: String) -> [ConsoleExample]? {
    (try? String(contentsOfFile: Repository.path(page), encoding: .utf8))
      .map(ConsoleExample.all(in:))
  }

  /// In a folder of the page's own, one after the other: what one writes, the next can read. A
  /// command that fails says so in the page: `… || echo "exit code $?"`.
  @Test(arguments: pages) func printWhatThePageSays(_ page: String) throws {
    let scratch = try Scratch()
    let path = "\(BuildProducts.directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    for example in try #require(Self.examples(of: page)) {
      let run = try ToolRun.of(
        "/bin/bash", ["-c", "set -o pipefail; exec 2>&1\n\(example.command)"],
        environment: ["PATH": path, "LC_ALL": "C.UTF-8"], directory: scratch.path)
      let place = "\(page), line \(example.line): \(example.command)"
      #expect(run.end == .exit(0), "\(place)")
      #expect(String(decoding: run.output, as: UTF8.self) == example.output, "\(place)")
    }
  }

  @Test func readsBlocks() {
    let page = """
      ```sh
      $ not this
      ```
      ```console
      $ one \\
      > more
      first

      second
      $ two
      ```
      outside
      """
    let examples = ConsoleExample.all(in: page)
    #expect(examples.map(\.command) == ["one \\\nmore", "two"])
    #expect(examples.map(\.output) == ["first\n\nsecond\n", ""])
    #expect(examples.map(\.line) == [5, 10])
  }

  /// Each page about a verb of `tensor` shows it at work.
  @Test func everyVerbHasExamples() throws {
    let pages = try FileManager.default.contentsOfDirectory(atPath: Repository.path("docs"))
      .filter { $0.hasPrefix("tensor") && $0.hasSuffix(".md") }.map { "docs/\($0)" }
    #expect(pages.contains("docs/tensor.md"))
    #expect(pages.filter { !Self.pages.contains($0) } == [])
  }
}
