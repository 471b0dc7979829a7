import Foundation
import TestSupport
import Testing

/// The runner itself: were it to hang or lie, every other test of a tool would too.
@Suite struct ToolRunTests {
  @Test func passesMoreThanPipesHold() throws {
    let input = (0..<(3 << 20)).map { UInt8(97 + $0 % 23) }
    let run = try ToolRun.of("/bin/sh", ["-c", "tee /dev/stderr"], input: input)
    #expect(run.end == .exit(0))
    let (isSame, errorCount) = (run.output == input, run.error.utf8.count)
    #expect(isSame)
    #expect(errorCount == input.count)
  }

  @Test func survivesAChildThatReadsNothing() throws {
    let input = [UInt8](repeating: 1, count: 1 << 20)
    #expect(try ToolRun.of("/bin/sh", ["-c", "exit 7"], input: input).end == .exit(7))
  }

  @Test func endsWhatTakesTooLong() throws {
    let start = Date()
    #expect(try ToolRun.of("/bin/sleep", ["30"], seconds: 0.2).end == .timeout)
    #expect(Date().timeIntervalSince(start) < 20)
  }

  @Test func tellsSignals() throws {
    #expect(try ToolRun.of("/bin/sh", ["-c", "kill -TERM $$"]).end == .signal(SIGTERM))
    // A child gets SIGPIPE although this process ignores it.
    #expect(try ToolRun.of("/bin/sh", ["-c", "kill -PIPE $$"]).end == .signal(SIGPIPE))
  }

  @Test func setsEnvironmentAndDirectory() throws {
    let scratch = try Scratch()
    let run = try ToolRun.of(
      "/bin/sh", ["-c", "echo $CONVPIPE_CPU; pwd -P"], environment: ["CONVPIPE_CPU": "v3"],
      directory: scratch.path)
    let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "v3")
    #expect(lines.last == scratch.path[...])
  }

  @Test func findsTheToolsOfThisBuild() throws {
    for tool in ["conv", "pool"] {
      #expect(FileManager.default.isExecutableFile(atPath: BuildProducts.path(of: tool)))
    }
  }

  @Test func givesTheSameRandomNumbersForASeed() {
    var first = SeededGenerator(seed: 5)
    var second = SeededGenerator(seed: 5)
    var other = SeededGenerator(seed: 6)
    let numbers = first.integers(100)
    #expect(numbers == second.integers(100))
    #expect(numbers != other.integers(100))
  }
}
