import Foundation
import TensorCore
import TestSupport
import Testing

/// A tool whose results nobody takes ends, though more input may come.
@Suite struct BlockedInputTests {
  @Test(arguments: [1, 2, 3]) func endsWhenItCannotWrite(threads: Int) throws {
    let scratch = try Scratch()
    let weight = try scratch.write("w.npy", try Tensor.of([1, 2, 3, 4], [2, 2]).npy)
    // A header that promises more than what comes, which is enough for some bands.
    let input =
      NPYStream.header(descriptor: "<f4", axes: [4096, 1024, 1])
      + [UInt8](repeating: 0, count: 8 << 20)
    let pipe = try ToolProcess.pipe()
    Thread.detachNewThread { ToolProcess.feed(input, to: pipe.input) }
    let run = try ToolRun.of(
      "conv", ["-w", weight, "--threads", "\(threads)"], seconds: 30,
      inputStream: .descriptor(pipe.output), outputStream: .file("/dev/full"))
    close(pipe.output)
    close(pipe.input)
    #expect(run.end == .exit(74))
    #expect(run.errorLines.count == 1, "\(run.error)")
  }

  /// Whoever reads two pipes that one program fills takes what comes, in whichever order it is needed. The
  /// results are those of files.
  @Test(arguments: [
    "conv -w k.npy --padding same %1 | tensor map x-y y=%2",
    "tensor map x-y y=<(conv -w k.npy --padding same %1) %2",
    "pool max --kernel 2 %1 | pool-grad max --kernel 2 --input %2",
    "pool average --kernel 4 %1 | pool-grad average --kernel 4 --input %2",
    "conv -w w.npy --padding same %1 | conv-grad input -w w.npy --padding same --like %2",
    "conv -w k.npy --padding same %1 | tensor stack %2 -",
  ])
  func twoPipesOfOneProgram(_ command: String) throws {
    let scratch = try Scratch()
    let setUp = """
      PATH=\(BuildProducts.directory):$PATH; mkfifo copy
      tensor gen ones --shape 3,3 -o k.npy; tensor gen ones --shape 3,3,3,3 -o w.npy
      tensor gen integers 0:9 --dtype float32 --shape 2,400,3000,3 -o x.npy
      """
    func run(_ one: String, _ two: String, before: String = "") throws -> ToolRun {
      let words = command.replacing("%1", with: one).replacing("%2", with: two)
      return try ToolRun.of(
        "/bin/bash", ["-c", "\(setUp)\nset -o pipefail; \(before) { \(words); } | sha256sum"],
        directory: scratch.path, seconds: 60)
    }
    let piped = try run("", "copy", before: "tee copy < x.npy |")
    #expect(piped.end == .exit(0), "\(piped.error)")
    try FileManager.default.removeItem(atPath: scratch.file("copy"))
    let filed = try run("x.npy", "x.npy")
    #expect(filed.end == .exit(0) && filed.output == piped.output, "\(filed.error)")
  }

  /// Elements that nobody needs are missed all the same.
  @Test func whatIsPassedOverHasToBeThere() throws {
    let scratch = try Scratch()
    let pipe = try ToolProcess.pipe()
    let like = try Tensor.of([Double](repeating: 0, count: 99), [9, 11, 1]).npy
    Thread.detachNewThread {
      ToolProcess.feed(Array(like.dropLast(5)), to: pipe.input)
      close(pipe.input)
    }
    let weight = try scratch.write("w.npy", try Tensor.of([1, 2], [1, 1, 1, 2]).npy)
    let file = try scratch.write(
      "z.npy", try Tensor.of(Array(repeating: 1, count: 198), [9, 11, 2]).npy)
    let run = try ToolRun.of(
      "conv-grad", ["input", "-w", weight, "--like", "-", file], seconds: 30,
      inputStream: .descriptor(pipe.output))
    close(pipe.output)
    #expect(run.end == .exit(65))
    #expect(
      run.error
        == "conv-grad: error: standard input: array 0 is truncated: expected 396 bytes of elements, got 391\n"
    )
  }

  /// A mapped file that somebody shortens while it is read, or while the system writes what lies in it.
  @Test(arguments: [
    "tensor map x+1 x.npy --threads 1", "pool max --kernel 1 --threads 4 x.npy",
    "tensor reshape -1 x.npy",
  ])
  func aFileThatBecomesShorter(_ command: String) throws {
    let scratch = try Scratch()
    let run = try ToolRun.of(
      "/bin/bash",
      [
        "-c",
        """
        PATH=\(BuildProducts.directory):$PATH
        tensor gen zeros --shape 4000,10000 -o x.npy
        mkfifo go
        \(command) > go & tool=$!
        { head -c 1000 > start; truncate -s 1000 x.npy; cat > rest; } < go
        wait $tool
        """,
      ], directory: scratch.path)
    #expect(run.end == .exit(74), "\(run.end) \(run.error)")
    let name = command.prefix { $0 != " " }
    #expect(run.errorLines == ["\(name): error: a file became shorter while it was read"])
  }
}
