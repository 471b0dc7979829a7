import TensorCore
import TestSupport
import Testing

/// Wrong option values, impossible geometries and arrays that do not fit, each with the code and
/// the line that it gives: what was expected and what was found.
@Suite struct OptionErrorTests {
  struct Row: Sendable, CustomStringConvertible {
    let command: String
    let code: Int32
    /// The first line of standard error, without `TOOL: error: `.
    let line: String

    init(_ command: String, _ code: Int32, _ line: String) {
      (self.command, self.code, self.line) = (command, code, line)
    }

    var description: String { command }
  }

  static let rows = windowRows + arrayRows

  @Test func thereAreEnough() {
    #expect(Self.rows.filter { [64, 65].contains($0.code) }.count >= 60)
    let commands = (Self.rows + Self.reductionRows).map(\.command)
    #expect(Set(commands).count == commands.count)
  }

  @Test(arguments: rows + reductionRows) func saysWhatWasExpectedAndFound(_ row: Row) throws {
    let scratch = try Scratch()
    func write(_ name: String, _ axes: Int...) throws {
      let values = (0..<axes.reduce(1, *)).map { Double($0 % 7) }
      _ = try scratch.write(name + ".npy", try Tensor.of(values, axes).npy)
    }
    try write("x", 4, 5, 3)
    try write("x4", 4, 5, 4)
    try write("flat", 0, 5, 3)
    try write("channelless", 4, 5, 0)
    try write("w", 2, 2, 3, 4)
    try write("wv", 2, 2, 3, 4)
    try write("w3", 3, 3, 3)
    try write("w4", 2, 2, 4, 4)
    try write("w5", 5, 5, 3, 4)
    try write("plane", 2, 2)
    try write("empty", 0, 2, 3, 4)
    try write("b3", 3)
    try write("v", 3, 4, 4)
    try write("v5", 3, 4, 5)
    let labels = try Tensor.of((0..<20).map { Double($0 % 7) }, [4, 5], .uint8)
    _ = try scratch.write("labels.npy", labels.npy)
    let x = try Scratch.read(scratch.file("x.npy"))
    _ = try scratch.write("two.npy", x + x)
    _ = try scratch.write("nothing.npy", [])
    _ = try scratch.write("text.npy", Array("hello, world\n".utf8))
    _ = try scratch.write("complex.npy", NPYStream.header(descriptor: "<c8", axes: [4, 5, 3]))
    let before = scratch.contents
    let words = row.command.split(separator: " ").map(String.init)
    let input = words.contains("wv.npy") ? try Scratch.read(scratch.file("v.npy")) : x
    let run = try ToolRun.of(
      words[0], Array(words.dropFirst()), input: input, directory: scratch.path)
    #expect(run.end == .exit(row.code), "\(run.error)")
    #expect(run.errorLines.first.map(String.init) == "\(words[0]): error: \(row.line)")
    #expect(run.errorLines.dropFirst().allSatisfy { $0.hasPrefix("\(words[0]): hint: ") })
    #expect(run.output.isEmpty)
    #expect(scratch.contents == before)
  }
}
