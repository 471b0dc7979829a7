import TensorCore
import TestSupport
import Testing

/// What all tools have means the same in all of them.
@Suite struct CommonOptionTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let x = try Tensor.of([1, 2, 3, 4], [2, 2]).npy
    _ = try scratch.write("x.npy", x)
    _ = try scratch.write("xx.npy", x + x)
  }

  private func run(_ command: String, cpu: String? = nil) throws -> ToolRun {
    let words = command.split(separator: " ").map(String.init)
    return try ToolRun.of(
      words[0], Array(words.dropFirst()), environment: cpu.map { ["CONVPIPE_CPU": $0] } ?? [:],
      directory: scratch.path)
  }

  @Test(arguments: [
    "conv -w x.npy x.npy", "conv-grad input -w x.npy x.npy",
    "conv-grad weight --input x.npy -k 1 x.npy", "conv-grad bias x.npy", "pool max -k 1 x.npy",
    "pool unpool -k 1 --indices x.npy --like x.npy x.npy",
    "pool-grad average -k 1 --input x.npy x.npy", "im2col -k 1 x.npy",
    "col2im -k 1 --input-shape 2,2 x.npy", "conv-matrix -w x.npy --input-shape 2,2",
    "img2tensor x.npy", "tensor2png x.npy", "xent --labels x.npy x.npy",
    "xent-grad --labels x.npy x.npy", "tensor map x x.npy", "tensor matmul x.npy x.npy",
    "tensor pad --padding 1 x.npy", "tensor reduce sum x.npy", "tensor gen zeros --shape 1",
    "tensor gen sobel-x",
  ])
  func anInstructionSetThatThereIsNotIsRefused(_ command: String) throws {
    let run = try run(command, cpu: "v9")
    #expect(run.end == .exit(64))
    let tool = command.prefix { $0 != " " }
    #expect(
      run.error == "\(tool): error: CONVPIPE_CPU is 'v9', expected baseline, v3 or v4\n")
    #expect(run.output.isEmpty)
  }

  /// A number below 0 is a value, no option that is unknown.
  @Test(arguments: [
    ("tensor info --head -1", "--head expects a number from 0 to 1000000, got -1"),
    ("tensor info --bins -1", "--bins expects a number from 4 to 10000, got -1"),
    ("tensor split --length -1", "--length expects a number of at least 1, got -1"),
    ("tensor split --parts -1", "--parts expects a number of at least 1, got -1"),
    ("tensor split --at -1", "--at expects ascending positions such as 2,5, got '-1'"),
    ("tensor gen zeros --shape -1", "--shape expects lengths such as 3,4, got '-1'"),
    ("tensor gen zeros --shape 1 --count -1", "--count expects a number of at least 0, got -1"),
    ("pool average -k 1 --divisor -1", "--divisor expects a number of at least 1, got -1"),
    (
      "pool max --kernel -1",
      "--kernel expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '-1'"
    ),
    ("tensor2png --gap -1", "--gap expects a number from 0 to 65536, got -1"),
    ("tensor2png --enlarge -1", "--enlarge expects a number from 1 to 65536, got -1"),
    ("tensor2png --level -1", "--level expects a number from 0 to 9, got -1"),
    ("tensor2png --bits -8", "--bits expects 8 or 16, got -8"),
    (
      "img2tensor --scale -1:-1",
      "--scale expects two different numbers LOW:HIGH, such as -1:1, got '-1:-1'"
    ),
  ])
  func negativeNumbersAreToldTheRange(_ command: String, _ line: String) throws {
    let run = try run(command)
    #expect(run.end == .exit(64))
    #expect(run.errorLines.first == "\(command.prefix { $0 != " " }): error: \(line)")
  }

  @Test(arguments: [
    "pool max -k 2 x.npy", "pool-grad max -k 1 --input x.npy x.npy", "im2col -k 2,1 x.npy",
    "col2im -k 2,1 --input-shape 3,1 x.npy", "conv-grad weight --input x.npy -k 1 x.npy",
  ])
  func kernelHasAShortName(_ command: String) throws {
    let short = try run(command)
    let long = try run(command.replacing("-k", with: "--kernel"))
    #expect(short.end == .exit(0) && short.error.isEmpty && !short.output.isEmpty)
    #expect(long.end == .exit(0) && long.output == short.output)
  }

  /// Of arrays that are alike it is said once.
  @Test(arguments: [
    "tensor map x+1 xx.npy", "tensor pad --padding 0 xx.npy", "im2col -k 2,1 xx.npy",
    "pool-grad max -k 1 --input xx.npy xx.npy", "conv-grad bias xx.npy",
    "conv-grad weight --input xx.npy -k 2 xx.npy --padding 1:0",
    "conv -w x.npy --transpose xx.npy",
  ])
  func verboseTellsWhatIsReadAndWritten(_ command: String) throws {
    let silent = try run(command)
    #expect(silent.end == .exit(0) && silent.error.isEmpty, "\(silent.error)")
    let run = try run(command + " --verbose")
    #expect(run.output == silent.output)
    let note = "\(command.prefix { $0 != " " }): note: "
    let result = try #require(try TensorStream.read(run.output).first)
    #expect(
      run.errorLines.map(String.init) == [
        note + "xx.npy: array 0 is float32 of shape 2×2",
        note + "the result is float32 of shape \(result.shape)",
      ])
  }

  @Test(arguments: [
    "conv-matrix -w x.npy --input-shape 2,2", "tensor matmul x.npy x.npy",
    "tensor gen uniform --shape 2", "conv-grad input -w x.npy x.npy",
  ])
  func verboseNamesTheTool(_ command: String) throws {
    let run = try run(command + " --verbose")
    let note = "\(command.prefix { $0 != " " }): note: "
    #expect(run.end == .exit(0) && run.errorLines.allSatisfy { $0.hasPrefix(note) })
    #expect(run.errorLines.contains { $0.hasPrefix(note + "the result is float32 of shape ") })
  }
}
