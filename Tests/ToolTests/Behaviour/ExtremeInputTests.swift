import TensorCore
import TestSupport
import Testing

/// Headers and options that promise more than there can be: an error of one line, at once, whatever
/// the data.
@Suite struct ExtremeInputTests {
  struct Row: Sendable, CustomStringConvertible {
    let command: String
    let type: String
    let axes: [Int]

    init(_ command: String, _ type: String, _ axes: [Int]) {
      (self.command, self.type, self.axes) = (command, type, axes)
    }

    var description: String { "\(command) of \(axes)" }
  }

  static let headers = [
    Row("conv -w k.npy --padding 1", "|u1", [.max, 0]),
    Row("conv -w k.npy --padding 1 --pad-mode mean", "|u1", [.max, 0]),
    Row("pool max --kernel 2 --padding 1", "|u1", [.max, 0]),
    Row("im2col --kernel 1 --padding 1", "|u1", [.max, 0]),
    Row("tensor pad --padding 1", "|u1", [.max, 0]),
    Row("tensor split", "|u1", [.max - 1, 0]),
    Row("conv-grad bias --layout NCHW", "|u1", [.max, 1, 0]),
    Row("tensor reduce sum --axis HW --keep-dims", "<f8", [.max, 0, 1, 1]),
    Row("tensor split", "<f4", [1 << 32, 3]),
    Row("tensor split --length 1", "<f4", [300_000_000, 3]),
    Row("tensor split --parts 1000000000", "<f4", [1_000_000_000]),
    Row("tensor matmul - m.npy", "<f4", [1 << 30, 1, 1]),
    Row("tensor matmul - b.npy", "|u1", [1 << 46, 1 << 10]),
    Row("conv-grad input -w k.npy --padding 1 --pad-mode reflect", "<f4", [1 << 30, 4]),
    Row("conv-grad input -w k.npy --padding 1 --pad-mode circular", "<f4", [4, 1 << 29]),
  ]
  /// Of an image of 3×4×2.
  static let options = [
    "conv -w w.npy --dilation 300000000 --padding same",
    "conv -w w.npy --dilation 1000000000 --padding same --explain",
    "im2col --kernel 2 --dilation 1000000000 --padding same",
    "conv-grad weight --input z.npy --padding same -k 1073741824",
    "conv-grad input -w a.npy --dilation 1073741823 --layout CNHW",
    "conv --transpose -w w.npy --dilation 303700050 --padding same-lower",
    "conv --transpose -w w.npy --stride 1000000000,1",
    "conv-grad input -w a.npy --stride 1000000000,46341",
    "conv-matrix -w k.npy --padding 1 --input-shape 9223372036854775807,1",
    "conv-grad input -w k.npy --padding 1 --input-shape 9223372036854775807,1",
    "conv -w k.npy --explain --padding 1 --input-shape 9223372036854775807,1",
    "pool max --padding same --kernel 100000",
    "pool average --padding same --kernel 1073741824",
  ]

  /// Pictures whose headers and options ask for more than their few bytes hold.
  static let pictures: [(String, [UInt8], Int32)] = [
    ("img2tensor --size 4x4", emptyAxis, 65), ("img2tensor --size 4x4 --batch", emptyAxis, 65),
    ("img2tensor --size 4x4 --layout NCHW", emptyAxis, 65),
    ("img2tensor --mean 0.5", manyChannels, 65), ("img2tensor --linear", manyChannels, 65),
    ("img2tensor --size 1000000000x1000000000", smallPicture, 64),
    ("img2tensor --max-size 9x9 --size 10x9 --batch", smallPicture, 64),
    (
      "img2tensor --max-size 2147483647x2147483647 --size 2147483647x2147483647",
      smallPicture, 74
    ),
    ("img2tensor --max-size 2147483647x2147483647 --size 4x4", longRows, 74),
    ("img2tensor --max-size 2147483647x2147483647 --gray", longRows, 74),
    ("img2tensor --max-size 2147483647x2147483647", longRows, 74),
  ]
  /// IDX, two images of no rows and five columns.
  private static let emptyAxis: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 5]
  private static let manyChannels = Array(
    "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 65536\nMAXVAL 65535\nENDHDR\n".utf8)
  private static let smallPicture = Array("P2 2 1 255 1 2\n".utf8)
  private static let longRows = Array("P6 2147483647 2147483647 65535\n".utf8)

  private func expectOneLine(
    _ command: String, _ input: [UInt8], code: Int32 = 65
  ) throws {
    let scratch = try Scratch()
    func write(_ name: String, _ axes: Int...) throws {
      let values = [Double](repeating: 1, count: axes.reduce(1, *))
      _ = try scratch.write(name + ".npy", try Tensor.of(values, axes).npy)
    }
    try write("k", 3, 3)
    try write("m", 1, 1)
    _ = try scratch.write(
      "b.npy",
      NPYStream.header(descriptor: "|u1", axes: [1024, 1024, 1])
        + [UInt8](repeating: 1, count: 1 << 20))
    try write("w", 2, 2, 2, 3)
    try write("a", 2, 2, 3, 2)
    try write("z", 3, 4, 2)
    let words = command.split(separator: " ").map(String.init)
    // As much memory as a small machine has.
    let run = try ToolRun.of(
      "/bin/bash",
      ["-c", "ulimit -v 4000000; exec \"$0\" \"$@\"", BuildProducts.path(of: words[0])]
        + words.dropFirst(), input: input, directory: scratch.path)
    #expect(run.end == .exit(code), "\(run.error.prefix(2000))")
    #expect(run.errorLines.first?.hasPrefix("\(words[0]): error: ") == true)
    #expect(run.errorLines.dropFirst().allSatisfy { $0.hasPrefix("\(words[0]): hint: ") })
  }

  /// Nothing comes after the header: all elements there are, or fewer than it promises.
  @Test(arguments: headers) func aHeaderAlone(_ row: Row) throws {
    try expectOneLine(row.command, NPYStream.header(descriptor: row.type, axes: row.axes))
  }

  @Test(arguments: pictures) func aPicture(
    _ command: String, _ bytes: [UInt8], _ code: Int32
  ) throws {
    try expectOneLine(command, bytes, code: code)
  }

  /// As a batch without images is none.
  @Test(arguments: ["--weights HWIO", "--layout WHCN", "--layout WHCN --grid 1x1"])
  func noFilterIsNoPicture(_ options: String) throws {
    let run = try ToolRun.of(
      "tensor2png", ["--range", "0:1"] + options.split(separator: " ").map(String.init),
      input: NPYStream.header(descriptor: "<f4", axes: [3, 1, 1, 0]))
    #expect(run.end == .exit(0) && run.output.isEmpty, "\(run.error)")
  }

  @Test(arguments: options) func absurdOption(_ command: String) throws {
    let image = try Tensor.of((0..<24).map { Double($0) }, [3, 4, 2])
    try expectOneLine(command, image.npy)
  }

  /// The message counts the bytes of the whole array.
  @Test func truncatedPiecesAreCountedFromTheStart() throws {
    let header = NPYStream.header(descriptor: "<f4", axes: [4, 3])
    let run = try ToolRun.of("tensor", ["split"], input: header + [UInt8](repeating: 0, count: 20))
    #expect(run.end == .exit(65))
    #expect(
      run.errorLines.first
        == "tensor: error: standard input: array 0 is truncated: expected 48 bytes of elements, got 20"
    )
  }

  /// Operands without elements whose product has far more than fit: it comes in pieces.
  @Test func aProductOverNothing() throws {
    let scratch = try Scratch()
    _ = try scratch.write("a.npy", NPYStream.header(descriptor: "<f4", axes: [100_000, 0]))
    _ = try scratch.write("b.npy", NPYStream.header(descriptor: "<f4", axes: [0, 100_000]))
    let run = try ToolRun.of(
      "/bin/bash",
      [
        "-c",
        "ulimit -v 4000000; \"$0\" matmul a.npy b.npy | head -c 2000000; echo ${PIPESTATUS[0]} >&2",
        BuildProducts.path(of: "tensor"),
      ], directory: scratch.path)
    // 128 and the number of SIGPIPE: it would go on.
    #expect(run.error == "141\n")
    // 128 bytes of header.
    #expect(run.output.count == 2_000_000)
    #expect(run.output.dropFirst(128).allSatisfy { $0 == 0 })
  }

  /// A stride far longer than the filter: as fast as what comes out.
  @Test func longStridesAreNotQuadratic() throws {
    let scratch = try Scratch()
    _ = try scratch.write("w.npy", try Tensor.of([1, 2, 3, 4], [2, 2]).npy)
    let x = try Tensor.of([1, 2, 3, 4], [2, 2, 1])
    let run = try ToolRun.of(
      "conv", ["--transpose", "-w", scratch.file("w.npy"), "--stride", "1,200000"], input: x.npy)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(try TensorStream.read(run.output)[0].shape.axes == [3, 200_002, 1])
  }
}
