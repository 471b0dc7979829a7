import TestSupport
import Testing

/// What a message quotes stays on its line and steers no terminal, and a hint is one that helps.
@Suite struct MessagesTests {
  @Test func aNameThatSteersTheTerminal() throws {
    let run = try ToolRun.of("tensor", ["info", "no\u{1B}[2J\n\tsuch\u{9B}file\u{202E}"])
    #expect(run.end == .exit(66))
    #expect(
      run.error
        == "tensor: error: cannot open no\\u{1B}[2J  such\\u{009B}file\\u{202E}: no such file or directory\n"
    )
  }

  @Test func aHeaderThatIsQuotedInPart() throws {
    let descriptor = String(repeating: "x", count: 9_000)
    let run = try ToolRun.of(
      "tensor", ["info"], input: NPYStream.header(descriptor: descriptor, axes: [1]) + [0])
    #expect(run.end == .exit(65))
    let line = try #require(run.errorLines.first)
    #expect(run.errorLines.count == 1 && line.count < 6100)
    #expect(line.hasPrefix("tensor: error: standard input: array 0 has elements of type xx"))
    #expect(line.contains("xx … xx") && line.hasSuffix("floats of 8 to 64 bits"))
  }

  @Test(arguments: [
    ("tensor slice 0 --bogus 1", "tensor slice --help"),
    ("conv-grad input", "conv-grad input --help"),
    ("tensor slice", "tensor slice --help"), ("conv --bogus", "conv --help"),
    ("tensor", "tensor --help"), ("tensor --", "tensor --help"),
    ("tensor gen", "tensor gen --help"), ("tensor gen foo", "tensor gen --help"),
    ("tensor gen help", "tensor gen --help"),
    ("tensor gen zeros --bogus", "tensor gen zeros --help"),
  ])
  func theHelpThatIsHintedAt(_ command: String, help: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let run = try ToolRun.of(words[0], Array(words.dropFirst()))
    #expect(run.end == .exit(64))
    #expect(run.errorLines.last == "\(words[0]): hint: see \(help)")
    let page = try ToolRun.of(words[0], help.split(separator: " ").dropFirst().map(String.init))
    #expect(page.end == .exit(0) && !page.output.isEmpty)
  }

  @Test(arguments: [
    ("slice", "SLICE"), ("flip", "AXES"), ("permute", "ORDER"), ("reshape", "SHAPE"),
    ("convert", "TYPE"), ("map", "EXPR"),
  ])
  func theValueThatIsMissing(_ verb: String, _ name: String) throws {
    let run = try ToolRun.of("tensor", [verb])
    #expect(run.end == .exit(64))
    #expect(
      run.errorLines == [
        "tensor: error: \(name) is missing", "tensor: hint: see tensor \(verb) --help",
      ])
  }

  /// Nothing goes where an array is waited for.
  @Test(arguments: [("tensor", "info, diff, "), ("tensor gen", "zeros, ones, ")])
  func whatThereIsToChooseFrom(_ command: String, _ first: String) throws {
    let words = command.split(separator: " ").map(String.init)
    for (more, found) in [([], "nothing"), (["--progress"], "nothing"), (["foo"], "'foo'")] {
      let run = try ToolRun.of("tensor", words.dropFirst() + more)
      #expect(run.end == .exit(64) && run.output.isEmpty)
      let line = try #require(run.errorLines.first)
      let place = words.dropFirst().map { "\($0) " }.joined()
      #expect(line.hasPrefix("tensor: error: \(place)expects one of \(first)"), "\(line)")
      #expect(line.hasSuffix(" first, got \(found)"), "\(line)")
    }
  }

  @Test(arguments: ["--help", "--version"]) func helpOnAFullDisk(_ option: String) throws {
    let run = try ToolRun.of("conv", [option], outputStream: .file("/dev/full"))
    #expect(run.end == .exit(74))
    #expect(
      run.error == "conv: error: writing standard output failed: no space left on device\n")
  }
}
