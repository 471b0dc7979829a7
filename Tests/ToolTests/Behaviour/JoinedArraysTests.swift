import TensorCore
import TestSupport
import Testing

/// Arrays of a file that follow with the same header are computed as one longer array; in a pipe each
/// is by itself.
@Suite struct JoinedArraysTests {
  private static let commands: [(tool: String, arguments: [String], weight: [Int]?)] = [
    ("conv", ["--padding", "1"], [3, 3, 3, 5]),
    ("conv", ["--padding", "2", "--pad-mode", "reflect", "--stride", "2"], [5, 5, 3, 2]),
    ("conv", ["--padding", "1", "--pad-mode", "mean"], [3, 3, 3, 2]),
    ("conv", [], [1, 1, 3, 4]),
    ("conv", ["--padding", "1", "--method", "winograd"], [3, 3, 3, 4]),
    ("conv", ["--padding", "1", "--method", "im2col", "--groups", "3"], [3, 3, 1, 3]),
    ("conv", ["--padding", "1", "--dtype", "float64"], [3, 3]),
    ("conv", ["--transpose", "--stride", "2"], [2, 2, 5, 3]),
    ("conv-grad", ["input", "--padding", "1"], [3, 3, 4, 3]),
    ("conv-grad", ["input", "--padding", "1", "--pad-mode", "circular"], [3, 3, 4, 3]),
    ("conv-grad", ["input", "--padding", "1", "--stride", "3"], [3, 3, 1, 3]),
    ("pool", ["max", "--kernel", "3", "--stride", "2", "--padding", "1"], nil),
    ("pool", ["lp", "--kernel", "2", "--p", "3"], nil),
    ("pool", ["average", "--global"], nil),
    ("im2col", ["--kernel", "3", "--padding", "1"], nil),
  ]

  /// Runs of arrays of one shape and type, with whole numbers.
  private func stream(_ random: inout SeededGenerator, layout: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<4 {
      let (height, width) = (random.integer(6...24), random.integer(6...24))
      let batch = random.pick([[], [1], [2], [3]])
      let axes = layout == "NCHW" ? batch + [3, height, width] : batch + [height, width, 3]
      let type = random.pick([.float32, .float32, .float64, .uint8] as [ElementType])
      for _ in 0..<random.integer(1...6) {
        let values = random.integers(axes.reduce(1, *), in: type == .uint8 ? 0...9 : -9...9)
        bytes += try Tensor.of(values, axes, type).npy
      }
    }
    return bytes
  }

  @Test(arguments: commands.indices, ["NHWC", "NCHW"])
  func givesWhatEachGivesByItself(_ index: Int, layout: String) throws {
    let command = Self.commands[index]
    var random = SeededGenerator.forTest("givesWhatEachGivesByItself \(index) \(layout)")
    let scratch = try Scratch()
    var arguments = command.arguments
    if let weight = command.weight {
      let values = random.integers(weight.reduce(1, *))
      arguments += ["-w", try scratch.write("w.npy", try Tensor.of(values, weight).npy)]
      arguments += layout == "NCHW" ? ["--weight-layout", "HWIO"] : []
    }
    arguments += ["--layout", layout]
    let input = try stream(&random, layout: layout)
    let file = try scratch.write("x.npy", input)
    let expected = try ToolRun.of(command.tool, arguments + ["--threads", "1"], input: input)
    #expect(expected.end == .exit(0), "\(expected.error)")
    #expect(!expected.output.isEmpty)
    for threads in 1...3 {
      let run = try ToolRun.of(command.tool, arguments + ["--threads", "\(threads)", file])
      #expect(run.end == .exit(0), "\(run.error)")
      let isSame = run.output == expected.output
      #expect(isSame, "\(command.tool) \(arguments) with \(threads) threads")
    }
  }

  /// More than is joined at once, and than is kept of a file that has been read.
  @Test func joinsNoMoreThanFits() throws {
    var random = SeededGenerator.forTest("joinsNoMoreThanFits")
    let scratch = try Scratch()
    let array = try Tensor.of(random.integers(700 * 1000), [700, 1000, 1]).npy
    let other = try Tensor.of(random.integers(700 * 1000), [700, 1000, 1]).npy
    let input = (0..<14).flatMap { $0 % 3 == 1 ? other : array }
    let file = try scratch.write("x.npy", input)
    let weight = try scratch.write("w.npy", try Tensor.of(random.integers(9), [3, 3]).npy)
    for tool in [["conv", "-w", weight, "--padding", "1"], ["pool", "max", "--kernel", "2"]] {
      let arguments = Array(tool.dropFirst())
      let expected = try ToolRun.of(tool[0], arguments, input: input)
      for threads in 1...3 {
        let run = try ToolRun.of(tool[0], arguments + ["--threads", "\(threads)", file])
        #expect(run.end == .exit(0), "\(run.error)")
        let isSame = !run.output.isEmpty && run.output == expected.output
        #expect(isSame, "\(tool[0]) with \(threads) threads")
      }
    }
  }

  /// Rows of padding copy rows that a band of its own may not begin with.
  @Test(
    arguments: ["zero", "constant:2", "reflect", "symmetric", "replicate", "circular", "mean"],
    [[3, 300, 90, 2], [500, 9, 40, 3], [4, 40, 1000, 1]])
  func padsBandsOfTheirOwn(mode: String, axes: [Int]) throws {
    var random = SeededGenerator.forTest("padsBandsOfTheirOwn \(mode) \(axes)")
    let scratch = try Scratch()
    let array = try Tensor.of(random.integers(axes.reduce(1, *)), axes).npy
    let input = array + array + array
    let file = try scratch.write("x.npy", input)
    let weight = try scratch.write("w.npy", try Tensor.of(random.integers(49), [7, 7]).npy)
    let arguments = ["-w", weight, "--padding", "3", "--pad-mode", mode]
    let expected = try ToolRun.of("conv", arguments + ["--threads", "1"], input: input)
    #expect(expected.end == .exit(0), "\(expected.error)")
    for threads in 1...4 {
      let run = try ToolRun.of("conv", arguments + ["--threads", "\(threads)", file])
      #expect(run.end == .exit(0), "\(run.error)")
      let isSame = run.output == expected.output
      #expect(isSame, "\(threads) threads")
    }
  }

  /// Arrays before one that is cut off are written whole.
  @Test(arguments: 1...2) func tellsWhichArrayIsCutOff(threads: Int) throws {
    let scratch = try Scratch()
    let array = try Tensor.of([Double](repeating: 1, count: 64), [8, 8]).npy
    let file = try scratch.write("x.npy", Array((array + array + array + array).dropLast(5)))
    let run = try ToolRun.of("pool", ["max", "--kernel", "2", "--threads", "\(threads)", file])
    #expect(run.end == .exit(65))
    #expect(run.errorLines.count == 1 && run.error.contains("array 3"), "\(run.error)")
    let whole = try ToolRun.of("pool", ["max", "--kernel", "2"], input: array + array + array)
    #expect(run.output == whole.output)
  }
}
