import TensorCore
import TestSupport
import Testing

/// What the tools of matrices refuse: one line that says what was expected and what was found.
@Suite struct MatrixToolErrorTests {
  struct Row: Sendable, CustomStringConvertible {
    let command: String
    let code: Int32
    let says: [String]

    init(_ command: String, _ code: Int32, _ says: String...) {
      (self.command, self.code, self.says) = (command, code, says)
    }

    var description: String { command }
  }

  /// Standard input is the image, H 4, W 5, C 3.
  static let rows: [Row] = [
    Row("im2col", 64, "--kernel"),
    Row("im2col --kernel 0", 64, "--kernel expects", "'0'"),
    Row("im2col --kernel 3,3,3", 64, "--kernel expects one number or 2", "got 3"),
    Row("im2col --kernel 3 --dtype float8", 64, "--dtype expects one of bool", "'float8'"),
    Row("im2col --kernel 3 --stride 0", 64, "--stride expects"),
    Row("im2col --kernel 3 --pad-mode mirror", 64, "--pad-mode expects", "'mirror'"),
    Row("im2col --kernel 3 --weight-layout OIH", 64, "'OIH'", "HWIO"),
    Row("im2col --kernel 5", 65, "along H", "5 elements", "has 4"),
    Row("im2col --kernel 3 --groups 2", 65, "2 groups do not divide the 3 channels", "HWC 4×5×3"),
    Row(
      "im2col --kernel 3 --pad-mode reflect --padding 4", 65,
      "reflect allows padding up to 3, got 4"),
    Row("im2col --kernel 5000 --padding 5000", 65, "5000×5000", "limit of 16777216"),
    Row("im2col --kernel 3 bias.npy", 65, "shape 4 has 1 axes", "N and C may be missing"),
    Row("im2col --kernel 3 missing.npy", 66, "missing.npy"),
    Row("im2col --kernel 3 -o none/y.npy", 73, "none/y.npy"),
    Row("col2im --kernel 2", 64, "--input-shape or --like is needed"),
    Row("col2im --kernel 2 --input-shape 4,x", 64, "--input-shape expects", "'4,x'"),
    Row("col2im --kernel 2 --input-shape 4", 64, "--input-shape expects 2 to 4 lengths", "got 1"),
    Row("col2im --kernel 2 --like -", 64, "standard input can be read once", "--like"),
    Row("col2im --kernel 2 --like w.npy --input-shape 4,4", 64, "--input-shape", "--like"),
    Row("col2im --kernel 2 --like missing.npy", 66, "missing.npy"),
    Row("col2im --kernel 2 --input-shape 4,5,3", 65, "4×5×3", "NHWC 4×4×5×3", "4×12×12"),
    Row("col2im --kernel 2 --input-shape 1,5,3", 65, "along H", "2 elements", "has 1"),
    Row("conv-matrix --input-shape 4,5,3", 64, "--weight"),
    Row("conv-matrix -w w.npy", 64, "--input-shape or --like is needed"),
    Row(
      "conv-matrix -w w.npy --pad-mode constant:2 --input-shape 4,5,3", 64, "constant:2",
      "no matrix"),
    Row("conv-matrix -w w.npy --input-shape 4,5,4", 65, "expects 3 input channels", "has 4"),
    Row("conv-matrix -w w.npy --input-shape 4,5", 65, "expects 3 input channels", "HW 4×5"),
    Row("conv-matrix -w w.npy --input-shape 1,5,3", 65, "along H", "2 elements", "has 1"),
    Row("conv-matrix -w w.npy --input-shape 999,999,3", 65, "HWC 999×999×3", "limit is 67108864"),
    Row("conv-matrix -w w.npy --groups 3 --input-shape 4,5,9", 65, "3 groups", "4 output channels"),
    Row("conv-matrix -w w.npy --like nothing.npy", 65, "nothing.npy holds no array"),
    Row("conv-matrix -w w.npy --input-shape 4,5,3 x.npy", 64, "x.npy"),
    Row("conv -w w.npy --method fast", 64, "--method expects one of auto, direct", "'fast'"),
    Row("conv -w w.npy --method im2col --transpose", 64, "--method im2col", "--transpose"),
    Row(
      "conv -w w.npy --method matrix --pad-mode reflect --padding 1", 64,
      "pad mode zero, got reflect"),
    Row("tensor matmul w.npy", 64, "<B>"),
    Row("tensor matmul - -", 64, "A and B"),
    Row("tensor matmul - w.npy --dtype int128", 64, "--dtype expects", "'int128'"),
    Row("tensor matmul - w.npy", 65, "do not go together", "4×5×3 and 2×2×3×4"),
    Row("tensor matmul - bias.npy", 65, "3 columns (4×5×3)", "4 rows (4)"),
    Row("tensor matmul --transpose-a - bias.npy", 65, "5 columns (4×5×3, transposed)"),
    Row("tensor matmul - missing.npy", 66, "missing.npy"),
    Row("tensor matmul - nothing.npy", 65, "nothing.npy holds no array"),
  ]

  @Test(arguments: rows) func isOneLine(_ row: Row) throws {
    let scratch = try Scratch()
    func values(_ count: Int) -> [Double] { (0..<count).map { Double($0 % 7) } }
    _ = try scratch.write("w.npy", try Tensor.of(values(48), [2, 2, 3, 4]).npy)
    _ = try scratch.write("bias.npy", try Tensor.of(values(4), [4]).npy)
    _ = try scratch.write("nothing.npy", [])
    let x = try Tensor.of(values(60), [4, 5, 3])
    _ = try scratch.write("x.npy", x.npy)
    let words = row.command.split(separator: " ").map(String.init)
    let run = try ToolRun.of(
      words[0], Array(words.dropFirst()), input: x.npy, directory: scratch.path)
    #expect(run.end == .exit(row.code), "\(run.error)")
    #expect(run.output.isEmpty)
    let line = try #require(run.errorLines.first)
    #expect(line.hasPrefix("\(words[0]): error: "))
    #expect(run.errorLines.dropFirst().allSatisfy { $0.hasPrefix("\(words[0]): hint: ") })
    for text in row.says { #expect(line.contains(text), "\(line)") }
  }
}
