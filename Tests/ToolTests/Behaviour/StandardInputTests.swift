import TensorCore
import TestSupport
import Testing

/// Standard input goes to one of what a tool reads, whichever that is.
@Suite struct StandardInputTests {
  private let scratch: Scratch
  private let x: [UInt8]

  init() throws {
    scratch = try Scratch()
    x = try Tensor.of([1, 2, 3, 4], [2, 2]).npy
    _ = try scratch.write("x.npy", x)
  }

  private func run(_ command: String) throws -> ToolRun {
    let words = command.split(separator: " ").map(String.init)
    return try ToolRun.of(
      words[0], Array(words.dropFirst()), input: x, directory: scratch.path)
  }

  @Test(arguments: [
    ("conv -w -", 64, "--weight and the main stream"),
    ("conv -w - -b - x.npy", 64, "--weight and --bias"),
    ("conv -w x.npy - x.npy -", 64, "2 times"),
    ("conv -w - --explain", 64, "--weight and the main stream"),
    ("conv-grad input -w - --like - x.npy", 64, "--weight and --like"),
    ("conv-grad weight --input - -k 2", 64, "--input and the main stream"),
    ("pool unpool --kernel 1 --indices - --like - x.npy", 64, "--indices and --like"),
    ("pool-grad max --kernel 1 --indices - --like - x.npy", 64, "--like and --indices"),
    ("pool-grad max --kernel 1 --input -", 64, "--input and the main stream"),
    ("col2im --kernel 1 --like -", 64, "--like and the main stream"),
    ("conv-matrix -w - --like -", 64, "--weight and --like"),
    ("xent --labels -", 64, "the main stream and --labels"),
    ("tensor diff - -", 2, "ACTUAL and EXPECTED"),
    ("tensor diff - x.npy --taps 4 --magnitude -", 2, "ACTUAL and --magnitude"),
    ("tensor matmul - -", 64, "A and B"), ("tensor map x+a a=-", 64, "x and a"),
    ("tensor slice 0 - -", 64, "2 times"),
    ("tensor cat - -", 64, "2 times"),
    ("tensor pack a=- - -o a.npz", 64, "a and the main stream"),
  ])
  func isReadOnce(_ command: String, _ code: Int32, _ uses: String) throws {
    let run = try run(command)
    let got = uses.contains(" and ") ? "for \(uses)" : uses
    let tool = command.prefix { $0 != " " }
    #expect(run.end == .exit(code))
    #expect(
      run.errorLines.first == "\(tool): error: standard input can be read once, got it \(got)"
    )
    #expect(run.output.isEmpty && scratch.contents == ["x.npy"])
  }

  @Test(arguments: [
    "conv -w - x.npy", "conv -w - --explain --input-shape 2,2,1", "conv-grad input -w - x.npy",
    "conv-grad weight --input - -k 1 x.npy", "pool-grad max --kernel 1 --input - x.npy",
    "conv-matrix -w - --like x.npy", "conv-matrix -w x.npy --like -", "tensor diff x.npy -",
    "tensor matmul x.npy -", "tensor map x+2*a a=- x.npy",
  ])
  func goesToWhatNamesIt(_ command: String) throws {
    let named = command.split(separator: " ").map { word in
      word == "-" ? "x.npy" : word == "a=-" ? "a=x.npy" : String(word)
    }
    let expected = try run(named.joined(separator: " "))
    let run = try run(command)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.output == expected.output)
  }
}
