import Foundation
import TestSupport
import Testing

/// The examples of the documentation run as they stand, and print what the pages say.
@Suite struct DocumentExampleTests {
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

  private static func examples(of page: String) -> [DocumentExample]? {
    (try? String(contentsOfFile: Repository.path(page), encoding: .utf8))
      .map(DocumentExample.all(in:))
  }

  /// In a folder of the page's own, one after the other: what one writes, the next can read. A
  /// command that fails says so in the page: `… || echo "exit code $?"`. What has to be there finds
  /// the project's files in `$REPOSITORY`.
  @Test(arguments: pages) func printWhatThePageSays(_ page: String) throws {
    let scratch = try Scratch()
    for example in try #require(Self.examples(of: page)) {
      let run = try run(example.preparation + "\n" + example.command, in: scratch)
      let place = "\(page), line \(example.line): \(example.command)"
      let output = String(decoding: run.output, as: UTF8.self)
      #expect(run.end == .exit(0), "\(place)\n\(output)")
      if let expected = example.output { #expect(output == expected, "\(place)") }
    }
  }

  private func run(_ script: String, in scratch: Scratch) throws -> ToolRun {
    let path = "\(BuildProducts.directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    return try ToolRun.of(
      "/bin/bash", ["-c", "set -eo pipefail; exec 2>&1\n\(script)"],
      environment: ["PATH": path, "LC_ALL": "C.UTF-8", "REPOSITORY": Repository.path(".")],
      directory: scratch.path)
  }

  /// The picture at the top of the first page is what the command above it makes.
  @Test func theFirstCommandMakesThePictureBelowIt() throws {
    let example = try #require(Self.examples(of: "README.md")?.first)
    let run = try run(
      """
      \(example.preparation)
      \(example.command)
      tensor diff --exact <(img2tensor edges.png) <(img2tensor "$REPOSITORY/docs/pictures/edges.png")
      """, in: Scratch())
    #expect(run.end == .exit(0), "\(String(decoding: run.output, as: UTF8.self))")
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
      <!-- run after: prepare
      more -->
      ```sh
      three
      $ four
      ```
      ```sh
      not this
      ```
      <!-- run -->
      ```sh
      five
      ```
      """
    let examples = DocumentExample.all(in: page)
    #expect(examples.map(\.command) == ["one \\\nmore", "two", "three\n$ four", "five"])
    #expect(examples.map(\.output) == ["first\n\nsecond\n", "", nil, nil])
    #expect(examples.map(\.preparation) == ["", "", " prepare\nmore ", " "])
    #expect(examples.map(\.line) == [5, 10, 16, 24])
  }

  /// Each page about a verb of `tensor` shows it at work.
  @Test func everyVerbHasExamples() throws {
    let pages = try FileManager.default.contentsOfDirectory(atPath: Repository.path("docs"))
      .filter { $0.hasPrefix("tensor") && $0.hasSuffix(".md") }.map { "docs/\($0)" }
    #expect(pages.contains("docs/tensor.md"))
    #expect(pages.filter { !Self.pages.contains($0) } == [])
  }
}
