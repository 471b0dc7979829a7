import Foundation
import TensorCore
import TestSupport
import Testing

/// Damaged streams, missing files, full disks, closed pipes and terminals: every tool that reads
/// arrays gives the code and one line, and leaves an older output file as it was.
@Suite struct StreamFailureTests {
  struct Tool: Sendable, CustomStringConvertible {
    let name: String
    let arguments: [String]
    /// Shape of the arrays that it takes.
    let axes: [Int]

    init(_ command: String, _ axes: [Int]) {
      let words = command.split(separator: " ").map(String.init)
      (name, arguments, self.axes) = (words[0], Array(words.dropFirst()), axes)
    }

    var description: String { ([name] + arguments).joined(separator: " ") }
  }

  /// `w.npy` is 3×3×2×4; `x.npy` the input of a convolution with it.
  static let tools = [
    Tool("conv -w w.npy", [7, 9, 2]),
    Tool("conv -w w.npy --method im2col", [7, 9, 2]),
    Tool("conv -w w.npy --method matrix", [7, 9, 2]),
    Tool("conv -w w.npy --layout NCHW --weight-layout HWIO", [2, 7, 9]),
    Tool("conv -w w.npy --padding 1 --pad-mode mean", [7, 9, 2]),
    Tool("conv -w w.npy --transpose --stride 2", [5, 7, 4]),
    Tool("conv-grad input -w w.npy", [5, 7, 4]),
    Tool("conv-grad weight --kernel 3 --input x.npy", [5, 7, 4]),
    Tool("conv-grad bias", [5, 7, 4]),
    Tool("pool max --kernel 2", [7, 9, 2]),
    Tool("pool average --kernel 3 --padding 1", [7, 9, 2]),
    Tool("im2col --kernel 3", [7, 9, 2]),
    Tool("col2im --kernel 3 --input-shape 7,9,2", [35, 18]),
    Tool("tensor matmul - w.npy", [3, 3, 5, 2]),
    Tool("tensor permute 2,0,1", [7, 9, 2]),
    Tool("tensor flip 0", [7, 9, 2]),
    Tool("tensor slice 1:3", [7, 9, 2]),
    Tool("tensor reshape -1", [7, 9, 2]),
    Tool("tensor convert float64", [7, 9, 2]),
    Tool("tensor pad --padding 1", [7, 9, 2]),
    Tool("tensor pad --padding 1 --pad-mode mean", [7, 9, 2]),
    Tool("tensor pad --padding 1 --layout NCHW", [2, 7, 9]),
    Tool("tensor reduce sum --axis 0", [7, 9, 2]),
    Tool("tensor reduce argmax --axis 2", [7, 9, 2]),
    Tool("tensor reduce mean --over-stream", [7, 9, 2]),
    Tool("tensor2png --pnm", [7, 9, 1]),
  ]

  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    func values(_ count: Int) -> [Double] { (0..<count).map { Double($0 % 7) / 8 } }
    _ = try scratch.write("w.npy", try Tensor.of(values(72), [3, 3, 2, 4]).npy)
    _ = try scratch.write("x.npy", try Tensor.of(values(126), [7, 9, 2]).npy)
    return scratch
  }

  private func array(_ tool: Tool) throws -> [UInt8] {
    let count = tool.axes.reduce(1, *)
    return try Tensor.of((0..<count).map { Double($0 % 5) / 8 }, tool.axes).npy
  }

  /// Runs a tool with `-o old`, whose contents must stay.
  private func failure(
    _ tool: Tool, _ input: [UInt8], code: Int32, says: String, more: [String] = []
  ) throws {
    let scratch = try scratch()
    _ = try scratch.write("old", [1, 2, 3])
    let run = try ToolRun.of(
      tool.name, tool.arguments + more + ["-o", "old"], input: input, directory: scratch.path)
    #expect(run.end == .exit(code), "\(run.error)")
    let line = try #require(run.errorLines.first)
    #expect(line.hasPrefix("\(tool.name): error: ") && line.contains(says), "\(line)")
    #expect(run.errorLines.dropFirst().allSatisfy { $0.hasPrefix("\(tool.name): hint: ") })
    #expect(run.output.isEmpty)
    #expect(try Scratch.read(scratch.file("old")) == [1, 2, 3])
    #expect(scratch.contents == ["old", "w.npy", "x.npy"])
  }

  @Test(arguments: tools) func worksAtAll(_ tool: Tool) throws {
    let scratch = try scratch()
    let run = try ToolRun.of(
      tool.name, tool.arguments, input: try array(tool), directory: scratch.path)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.error.isEmpty)
  }

  @Test(arguments: tools) func cutAnywhere(_ tool: Tool) throws {
    let whole = try array(tool)
    try failure(tool, [], code: 65, says: "standard input holds no array")
    for length in [1, 7, 9, 60, 127] {
      try failure(
        tool, Array(whole.prefix(length)), code: 65,
        says: "standard input: array 0 is truncated in its header: expected ")
    }
    let elements = whole.count - 128
    for length in [128, 129, 130, whole.count / 2, whole.count - 1] {
      try failure(
        tool, Array(whole.prefix(length)), code: 65,
        says:
          "standard input: array 0 is truncated: expected \(elements) bytes of elements, got \(length - 128)"
      )
    }
  }

  /// 2^50 rows, 2^20 rows of 2^30 elements, and 2^50 arrays in a batch, over 40 bytes: an error
  /// at once, and no memory taken for them.
  @Test(arguments: tools) func aPromiseOfTooMuch(_ tool: Tool) throws {
    let scratch = try scratch()
    for first in [[1 << 50], [1 << 20, 1 << 30], [1 << 50] + tool.axes.prefix(1)] {
      let axes = first + tool.axes.dropFirst(first.count)
      let header = NPYStream.header(descriptor: "<f4", axes: axes)
      // 1 GiB of addresses, in a process that the time limit ends.
      let run = try ToolRun.of(
        "/bin/sh",
        ["-c", "ulimit -v 1048576; exec \"$@\"", "sh", BuildProducts.path(of: tool.name)]
          + tool.arguments, input: header + [UInt8](repeating: 0, count: 40),
        directory: scratch.path, seconds: 20)
      #expect(run.end == .exit(65), "\(axes): \(run.end): \(run.error)")
      #expect(
        run.errorLines.first?.hasPrefix("\(tool.name): error: ") == true, "\(axes): \(run.error)")
    }
  }

  /// Rows of 2^28 elements, of which none comes: what tools prepare for the positions of a row
  /// would take some GiB.
  @Test(arguments: tools.filter { $0.axes.count == 3 })
  func aPromiseOfAWideRow(_ tool: Tool) throws {
    let scratch = try scratch()
    let axes = [tool.axes[0], (1 << 28) / tool.axes[2], tool.axes[2]]
    let run = try ToolRun.of(
      "/bin/sh",
      ["-c", "ulimit -v 1048576; exec \"$@\"", "sh", BuildProducts.path(of: tool.name)]
        + tool.arguments,
      input: NPYStream.header(descriptor: "<f4", axes: axes) + [UInt8](repeating: 0, count: 40),
      directory: scratch.path, seconds: 20)
    #expect(run.end == .exit(65), "\(run.end): \(run.error)")
    #expect(
      run.errorLines.first?.hasPrefix("\(tool.name): error: ") == true, "\(run.error)")
  }

  @Test(arguments: tools) func noSuchFile(_ tool: Tool) throws {
    // The one operand of `matmul` and the axes of others come first.
    guard tool.name != "tensor" else { return }
    try failure(
      tool, [], code: 66, says: "cannot open missing.npy: no such file or directory",
      more: ["missing.npy"])
  }

  @Test(arguments: tools) func aFullDisk(_ tool: Tool) throws {
    let input = try array(tool)
    let scratch = try scratch()
    for (more, stream, name) in [
      (["-o", "/dev/full"], ToolProcess.Stream.pipe, "/dev/full"),
      ([], .file("/dev/full"), "standard output"),
    ] {
      let run = try ToolRun.of(
        tool.name, tool.arguments + more, input: input, directory: scratch.path,
        outputStream: stream)
      #expect(run.end == .exit(74), "\(run.error)")
      #expect(
        run.error == "\(tool.name): error: writing \(name) failed: no space left on device\n")
    }
  }

  /// `| head -c 1`: the tool ends by SIGPIPE, without a word.
  @Test(arguments: tools) func aReaderThatLeaves(_ tool: Tool) throws {
    let scratch = try scratch()
    // More than a pipe holds: for a moment a process that another test starts may have the
    // reader's end too.
    let count = 20_000
    let one = try array(tool)
    if tool.arguments.contains("--input") {
      let other = try Scratch.read(scratch.file("x.npy"))
      _ = try scratch.write("x.npy", Array(repeatElement(other, count: count).joined()))
    }
    let process = try ToolProcess(
      BuildProducts.path(of: tool.name), tool.arguments, directory: scratch.path)
    process.closeEnd(of: 1)
    let input = Array(repeatElement(one, count: count).joined())
    let run = ToolRun.finish(process, input: input)
    #expect(run.end == .signal(SIGPIPE), "\(run.end): \(run.error)")
    #expect(run.error.isEmpty)
  }

  @Test(arguments: tools) func refusesATerminal(_ tool: Tool) throws {
    let (screen, line) = try ToolProcess.terminal()
    defer {
      close(screen)
      close(line)
    }
    let directory = try scratch()
    let reading = try ToolRun.of(
      tool.name, tool.arguments, directory: directory.path, inputStream: .descriptor(line))
    #expect(reading.end == .exit(64), "\(reading.end)")
    #expect(
      reading.errorLines.first
        == "\(tool.name): error: standard input is a terminal, expected a stream of arrays")
    let writing = try ToolRun.of(
      tool.name, tool.arguments, input: try array(tool), directory: directory.path,
      outputStream: .descriptor(line))
    #expect(writing.end == .exit(64), "\(writing.end)")
    #expect(
      writing.errorLines.first
        == "\(tool.name): error: refusing to write binary data to a terminal")
  }

  /// The arrays before the damage are there; of the one after it nothing is.
  @Test func theSecondArrayIsNamed() throws {
    let tool = Self.tools[0]
    let whole = try array(tool)
    let scratch = try scratch()
    let run = try ToolRun.of(
      tool.name, tool.arguments, input: whole + whole.dropLast(), directory: scratch.path)
    #expect(run.end == .exit(65))
    #expect(
      run.error
        == "conv: error: standard input: array 1 is truncated: expected 504 bytes of elements, got 503\n"
    )
  }
}
