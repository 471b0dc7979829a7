import TensorCore
import TestSupport
import Testing
import ToolKit

/// `--explain`: for people, for programs, and through pipes.
@Suite struct ExplainTests {
  private let scratch: Scratch
  private let first: String
  private let second: String

  init() throws {
    let scratch = try Scratch()
    func weight(_ name: String, _ axes: [Int]) throws -> String {
      let values = [Double](repeating: 1, count: axes.reduce(1, *))
      return try scratch.write(name, try Tensor.of(values, axes).npy)
    }
    first = try weight("first.npy", [3, 3, 3, 16])
    second = try weight("second.npy", [3, 3, 16, 4])
    self.scratch = scratch
  }

  private func explain(
    _ arguments: [String], _ input: [UInt8] = []
  ) throws -> (text: String, bytes: [UInt8]) {
    let run = try ToolRun.of("conv", ["--explain"] + arguments, input: input)
    #expect(run.end == .exit(0), "\(run.error)")
    return (String(decoding: run.output, as: UTF8.self), run.output)
  }

  @Test func aStreamAndAStatedShapeAreExplainedAlike() throws {
    let x = try Tensor.of([Double](repeating: 0, count: 32 * 32 * 3), [1, 32, 32, 3])
    let stated = try explain(["-w", first, "--input-shape", "1,32,32,3"])
    #expect(try explain(["-w", first], x.npy).text == stated.text)
    let title = "conv: NHWC 1×32×32×3 float32 → NHWC 1×30×30×16 float32\n"
    #expect(stated.text.hasPrefix(title))
    #expect(stated.text.contains("\n  multiply-adds   388800\n"), "\(stated.text)")
    #expect(stated.text.contains("\n  parameters      432, as a dense layer 44236800\n"))
    // Only the header is looked at: the elements need not be there.
    #expect(try explain(["-w", first], Array(x.npy.prefix(128))).text == stated.text)
  }

  @Test func chainsCompound() throws {
    let one = try explain(["-w", first, "--stride", "2", "--input-shape", "33,33,3"])
    let two = try explain(["-w", second, "--padding", "1"], one.bytes)
    #expect(two.text.hasPrefix(one.text))
    let last = try #require(two.text.split(separator: "\n").last)
    #expect(
      last
        == "  chain           2 stages, receptive field 7×7, stride 2×2, start -2,-2, 258048 multiply-adds, 1008 parameters"
    )
  }

  @Test func poolingIsAStage() throws {
    let one = try explain(["-w", first, "--padding", "1", "--input-shape", "1,32,32,3"])
    let pooled = try ToolRun.of("pool", ["max", "--kernel", "2", "--explain"], input: one.bytes)
    #expect(pooled.end == .exit(0), "\(pooled.error)")
    let three = try explain(["-w", second], pooled.output)
    let lines = three.text.split(separator: "\n")
    #expect(
      lines.contains("pool max: NHWC 1×32×32×16 float32 → NHWC 1×16×16×16 float32"))
    #expect(
      lines.last
        == "  chain           3 stages, receptive field 8×8, stride 2×2, start -1,-1, 555264 multiply-adds, 1008 parameters"
    )
    let stated = try ToolRun.of(
      "pool",
      ["average", "--kernel", "3", "--stride", "1,2", "--padding", "same", "--explain", "--json"]
        + ["--input-shape", "7,9"])
    let stage = try #require(JSONValue(parsing: String(decoding: stated.output, as: UTF8.self)))
    #expect(stage["operation"]?.string == "pool average")
    #expect(stage["result"]?["shape"]?.integers == [7, 5])
    #expect(stage["taps"]?.integer == 9)
    let padding = try ToolRun.of(
      "pool", ["max", "--kernel", "2", "--padding", "2", "--explain", "--input-shape", "7,9"])
    #expect(padding.end == .exit(65))
    #expect(padding.error.contains("covers only padding"))
  }

  @Test func programsGetALineAStage() throws {
    let one = try explain(["--json", "-w", first, "--stride", "2", "--input-shape", "33,33,3"])
    let two = try explain(["--json", "-w", second, "--padding", "1"], one.bytes)
    let lines = two.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 2)
    let stage = try #require(JSONValue(parsing: lines[1]))
    #expect(stage["input"]?["shape"]?.integers == [16, 16, 16])
    #expect(stage["result"]?["shape"]?.integers == [16, 16, 4])
    #expect(stage["window"]?["pad_mode"]?.string == "zero")
    #expect(stage["chain"]?["stages"]?.integer == 2)
    #expect(stage["chain"]?["receptive_field"]?["size"]?.integers == [7, 7])
    #expect(stage["chain"]?["receptive_field"]?["start"]?.integers == [-2, -2])
  }

  /// What a stage before may have written, if it was no tool of these.
  @Test(arguments: [
    ("receptive field 3×3", "receptive field 9223372036854775807×3"),
    ("receptive field 3×3", "receptive field 3×0"), ("stride 1×1, start", "stride 1×-1, start"),
    ("start 0,0", "start -9223372036854775808,0"), ("1 stage,", "9223372036854775807 stages,"),
    ("\"size\": [3, 3]", "\"size\": [3, 9223372036854775807]"),
    ("\"stages\": 1", "\"stages\": 9223372036854775807"),
  ])
  func numbersThatNoStageTells(_ part: String, _ other: String) throws {
    let form = part.hasPrefix("\"") ? ["--json"] : []
    let bytes = try explain(["-w", first, "--input-shape", "33,33,3"] + form).bytes
    let text = String(decoding: bytes, as: UTF8.self)
    let changed = text.replacing(part, with: other)
    #expect(changed != text, "\(text)")
    let run = try ToolRun.of(
      "conv", ["--explain", "-w", second] + form, input: Array(changed.utf8))
    #expect(run.end == .exit(65) && run.error.contains("neither arrays nor"), "\(run.error)")
    // As large as can be told is not too large to be read, but to go on from.
    if other.contains("receptive field 9") {
      let most = text.replacing(part, with: "receptive field 1152921504606846975×3")
      let run = try ToolRun.of("conv", ["--explain", "-w", second], input: Array(most.utf8))
      #expect(run.end == .exit(65) && run.error.contains("larger than can be"), "\(run.error)")
    }
  }

  @Test func whatCannotBeExplainedIsRefused() throws {
    let text = try explain(["-w", first, "--input-shape", "33,33,3"]).bytes
    let rows: [([String], [UInt8], Int32, String)] = [
      (["--json", "-w", second], text, 64, "--json"),
      (["-w", first], text, 65, "16"),
      (["-w", second, "--layout", "NCHW"], text, 65, "this stage reads CHW"),
      (["-w", second, "--dims", "3"], text, 65, "3"),
      (["-w", second], Array("conv: nothing\n".utf8), 65, "neither arrays nor"),
      (["-w", second], Array("{\"result\": 1}".utf8), 65, "neither arrays nor"),
      (["-w", second], [], 65, "no array"),
      (["-w", first, "--input-shape", "33"], [], 64, "--input-shape expects"),
      (["-w", first, "--input-shape", "1000000,10000000000,3"], [], 65, "larger than"),
      (["-w", first, "--input-shape", "1000000000,1000000000,3"], [], 65, "than can be counted"),
      (["-w", first, "--input-shape", "2,2,3"], [], 65, "along H"),
      (["-w", first, "-o", "x", "--input-shape", "9,9,3"], [], 64, "standard output"),
      (["-w", first, "a.npy", "b.npy"], [], 64, "one input"),
    ]
    for (arguments, input, code, says) in rows {
      let run = try ToolRun.of("conv", ["--explain"] + arguments, input: input)
      #expect(run.end == .exit(code), "\(arguments)")
      #expect(run.error.contains(says), "\(arguments): \(run.error)")
      #expect(run.output.isEmpty)
    }
    let shape = try ToolRun.of("conv", ["-w", first, "--input-shape", "9,9,3"])
    #expect(shape.end == .exit(64))
  }

  @Test func verboseTellsWhatIsHeld() throws {
    let x = try Tensor.of([Double](repeating: 0, count: 9 * 9 * 3), [9, 9, 3]).npy
    let run = try ToolRun.of(
      "conv", ["-w", first, "--verbose", "--padding", "1", "--pad-mode", "circular"], input: x + x)
    #expect(run.end == .exit(0))
    #expect(run.errorLines.count == 3, "\(run.error)")
    #expect(run.error.contains("pad mode circular needs a whole image: 972 bytes are held"))
  }
}
