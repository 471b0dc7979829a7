import Foundation
import TensorCore
import TestSupport
import Testing

/// tensor2png as its users run it.
@Suite struct Tensor2pngTests {
  private func array(_ type: ElementType, _ channels: Int, seed: UInt64 = 1) throws -> Tensor {
    var generator = SeededGenerator(seed: seed)
    let top = type == .uint16 ? 65535 : 255
    return try .of(
      generator.integers(17 * 19 * channels, in: 0...top), [17, 19, channels], type)
  }

  /// Samples survive the way to a picture and back, and numbers from 0 to 1 do too.
  @Test(arguments: [ElementType.uint8, .uint16], 1...4)
  func isTheInverseOfImg2tensor(_ type: ElementType, _ channels: Int) throws {
    let input = try array(type, channels).npy
    let bits = type == .uint8 ? "8" : "16"
    for format in [[], ["--pnm"]] {
      let picture = try ToolRun.of("tensor2png", format, input: input)
      #expect(picture.end == .exit(0) && picture.error.isEmpty)
      let back = try ToolRun.of("img2tensor", ["--dtype", type.rawValue], input: picture.output)
      #expect(Comparison.difference(back.output, input) == nil)
      let floats = try ToolRun.of("img2tensor", [], input: picture.output)
      let again = try ToolRun.of("tensor2png", format + ["--bits", bits], input: floats.output)
      #expect(Comparison.difference(again.output, picture.output) == nil)
      let light = try ToolRun.of("img2tensor", ["--linear"], input: picture.output)
      let stored = try ToolRun.of(
        "tensor2png", format + ["--bits", bits, "--linear"], input: light.output)
      #expect(Comparison.difference(stored.output, picture.output) == nil)
    }
  }

  @Test func threadsChangeNothing() throws {
    var generator = SeededGenerator(seed: 3)
    let values = generator.integers(500 * 700 * 3, in: 0...20).map { $0 * 9 }
    let input = try Tensor.of(values, [500, 700, 3], .uint8).npy
    let one = try ToolRun.of("tensor2png", ["--threads", "1"], input: input).output
    for threads in ["2", "3", "7"] {
      let run = try ToolRun.of("tensor2png", ["--threads", threads], input: input)
      let isSame = run.output == one
      #expect(isSame, "\(threads) threads")
    }
  }

  @Test func writesNumberedFiles() throws {
    let scratch = try Scratch()
    let stream = try (0..<3).flatMap { try array(.uint8, 3, seed: $0).npy }
    let run = try ToolRun.of(
      "tensor2png", ["-o", scratch.file("a%%-%03d.png")], input: stream)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(scratch.contents == ["a%-000.png", "a%-001.png", "a%-002.png"])
    let back = try ToolRun.of(
      "img2tensor", ["--dtype", "uint8"] + scratch.contents.map(scratch.file))
    #expect(Comparison.difference(back.output, stream) == nil)
  }

  @Test func oneFileTakesOnePNG() throws {
    let scratch = try Scratch()
    let two = try array(.uint8, 1).npy + array(.uint8, 1).npy
    let run = try ToolRun.of("tensor2png", ["-o", scratch.file("a.png")], input: two)
    #expect(run.end == .exit(64))
    #expect(run.error.contains("more than one image") && run.error.contains("%04d"))
    #expect(scratch.contents.isEmpty)
    let frames = try ToolRun.of("tensor2png", ["--pnm", "-o", scratch.file("a.pgm")], input: two)
    #expect(frames.end == .exit(0))
    let back = try ToolRun.of("img2tensor", ["--dtype", "uint8", scratch.file("a.pgm")])
    #expect(Comparison.difference(back.output, two) == nil)
  }

  /// A batch of none has no picture: nothing on standard output, and no file that is none.
  @Test func noImageIsNoFile() throws {
    let none = try Tensor.of([], [0, 3, 4, 1]).npy
    let warning = "tensor2png: warning: there was no image to draw"
    for format in [[], ["--pnm"]] {
      let scratch = try Scratch()
      let older = try scratch.write("a.png", [1, 2, 3])
      let file = try ToolRun.of("tensor2png", format + ["-o", older], input: none)
      #expect(file.end == .exit(65))
      #expect(
        file.errorLines == [
          "tensor2png: error: there is no image for \(older): the arrays are batches without any"
        ])
      #expect(try Scratch.read(older) == [1, 2, 3])
      for output in [
        [], ["-o", "-"], ["-o", "/dev/stdout"], ["-o", "/dev/null"],
        ["-o", scratch.file("b-%d.png")],
      ] {
        let run = try ToolRun.of("tensor2png", format + output, input: none)
        #expect(run.end == .exit(0) && run.output.isEmpty && run.errorLines == [Substring(warning)])
      }
      #expect(scratch.contents == ["a.png"])
    }
  }

  /// Ends whose difference is more than float64 has.
  @Test func theWidestRange() throws {
    let input = try Tensor.of([-1.5e308, 0, 1.5e308], [1, 3], .float64).npy
    let run = try ToolRun.of(
      "tensor2png", ["--pnm", "--range", "-1.5e308:1.5e308"], input: input)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.output.suffix(3) == [0, 128, 255])
  }

  @Test func countsNaN() throws {
    let input = try Tensor.of([0, .nan, 1, .nan], [2, 2]).npy
    let run = try ToolRun.of("tensor2png", [], input: input)
    #expect(run.end == .exit(0))
    #expect(run.errorLines == ["tensor2png: warning: 2 elements are NaN"])
    let back = try ToolRun.of("img2tensor", ["--dtype", "uint8"], input: run.output)
    #expect(try TensorStream.read(back.output)[0].values == [0, 255, 255, 255])
  }

  @Test func tellsWhatItChose() throws {
    let input = try Tensor.of([Double](repeating: 0.5, count: 2 * 3 * 5), [2, 3, 5]).npy
    let run = try ToolRun.of("tensor2png", ["--verbose"], input: input)
    #expect(
      run.errorLines == [
        "tensor2png: note: array 0: 11x5 grey, 8 bits, range 0.0:1.0, 5 cells in a grid of 3x2"
      ])
  }

  @Test func saysWhatIsWrong() throws {
    let ints = try Tensor.of([1, 2], [1, 2], .int32).npy
    let five = try Tensor.of([1, 2, 3, 4, 5], [1, 1, 5]).npy
    let cases: [([String], [UInt8], Int32, String)] = [
      ([], ints, 65, "elements of type int32, which have no usual range"),
      ([], try Tensor.of([1], [1]).npy, 65, "has 1 axes, expected 2 to 4"),
      ([], Array(five.dropLast()), 65, "truncated"),
      ([], [], 65, "standard input holds no array"),
      (["--grid", "2x2"], five, 65, "a grid of 2x2 has 4 cells, array 0 has 5 maps"),
      (["--bits", "9"], five, 64, "--bits expects 8 or 16, got 9"),
      (["--level", "10"], five, 64, "--level expects a number from 0 to 9"),
      (["--range", "1"], five, 64, "--range expects two different numbers"),
      (["--range", "0:1", "--normalize", "minmax"], five, 64, "--range and --normalize"),
      (["--normalize", "percentile:50"], five, 64, "percentile:P"),
      (["--colormap", "jet"], five, 64, "gray, viridis, magma, coolwarm"),
      (["--weights", "HWOO"], five, 64, "--weights expects an order of the letters HWIO"),
      (["-o", "a%s.png"], five, 64, "-o expects at most one place for a number"),
      (["-o", "/no/such/a.png"], five, 73, "cannot create /no/such/a.png"),
      (["-o", ""], five, 73, "cannot create '' (an empty path): no such file"),
      ([""], five, 66, "cannot open '' (an empty path): no such file"),
    ]
    for (arguments, input, code, text) in cases {
      let run = try ToolRun.of("tensor2png", arguments, input: input)
      #expect(run.end == .exit(code), "\(arguments): \(run.error)")
      #expect(run.error.hasPrefix("tensor2png: error: "))
      #expect(run.error.contains(text), "\(arguments): \(run.error)")
      // There is no --dims to hint at.
      #expect(run.errorLines.count <= 2 && !run.error.contains("--dims"), "\(run.error)")
    }
  }

  @Test func fullDisksAndClosedPipesEndIt() throws {
    let input = try array(.uint16, 4).npy
    let full = try ToolRun.of("tensor2png", ["-o", "/dev/full"], input: input)
    #expect(full.end == .exit(74))
    let command = "'\(BuildProducts.path(of: "tensor2png"))' --pnm | head -c 1 | wc -c"
    let closed = try ToolRun.of(
      "/bin/sh", ["-c", command], input: Array((0..<400).map { _ in input }.joined()))
    #expect(closed.error.isEmpty && closed.output.contains(0x31))
  }
}
