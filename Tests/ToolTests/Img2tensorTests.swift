import Foundation
import TensorCore
import TestSupport
import Testing

/// img2tensor as its users run it.
@Suite struct Img2tensorTests {
  static func golden(_ name: String) throws -> [UInt8] {
    try Scratch.read(Golden.path("images/\(name)"))
  }

  private func expectError(
    _ run: ToolRun, _ code: Int32, _ text: String, hint: String? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(run.end == .exit(code), sourceLocation: location)
    #expect(
      run.errorLines.first?.hasPrefix("img2tensor: error: ") == true, sourceLocation: location)
    #expect(run.error.contains(text), "\(run.error)", sourceLocation: location)
    #expect(run.errorLines.count == (hint == nil ? 1 : 2), "\(run.error)", sourceLocation: location)
    if let hint { #expect(run.errorLines.last?.contains(hint) == true, sourceLocation: location) }
  }

  @Test func readsFilesAndPipesAlike() throws {
    let names = ["pillow-rgba-8.png", "netpbm-1023.pgm", "netpbm-rgb-8-interlaced.png"]
    let paths = names.map { Golden.path("images/\($0)") }
    let byName = try ToolRun.of("img2tensor", paths)
    let byPipe = try ToolRun.of(
      "img2tensor", [], input: Array(try names.map(Self.golden).joined()))
    #expect(byName.end == .exit(0) && byName.error.isEmpty)
    #expect(Comparison.difference(byPipe.output, byName.output) == nil)
    #expect(
      try TensorStream.read(byName.output).map(\.shape.axes) == [
        [11, 13, 4], [11, 13, 1], [11, 13, 3],
      ])
  }

  @Test(arguments: ["uint8", "uint16", "float16", "float32", "float64"])
  func writesTheTypeAskedFor(_ type: String) throws {
    let run = try ToolRun.of(
      "img2tensor", ["--dtype", type], input: try Self.golden("opencv-rgb-8.png"))
    #expect(try TensorStream.read(run.output).map(\.elementType.rawValue) == [type])
  }

  /// A cut anywhere: one line, the code for damaged data, and no file left behind.
  @Test(arguments: ["opencv-rgb-8.png", "netpbm-65535.ppm", "netpbm-grey-8-interlaced.png"])
  func cutsAreErrors(_ name: String) throws {
    let bytes = try Self.golden(name)
    let scratch = try Scratch()
    for count in [0, 1, 7, 20, 40, bytes.count / 2, bytes.count - 1] {
      let run = try ToolRun.of(
        "img2tensor", ["-o", scratch.file("out.npy")], input: Array(bytes[..<count]))
      expectError(
        run, 65, "standard input",
        hint: count == 0 ? "the program before this one may have failed" : nil)
      #expect(scratch.contents.isEmpty)
    }
  }

  @Test func saysWhatIsWrong() throws {
    let png = try Self.golden("opencv-rgb-16.png")
    expectError(
      try ToolRun.of("img2tensor", ["--dtype", "uint8"], input: png), 65,
      "samples up to 65535 do not fit elements of type uint8", hint: "--scale 0:255")
    expectError(
      try ToolRun.of("img2tensor", ["--max-size", "12x12"], input: png), 65,
      "13 pixels wide, expected at most 12", hint: "--max-size")
    expectError(
      try ToolRun.of("img2tensor", [], input: Array("\u{1F}".utf8) + [0x8B, 8, 0, 0, 0, 0, 0, 0]),
      65, "is no PNG, PNM, PAM or IDX", hint: "zcat")
    expectError(try ToolRun.of("img2tensor", ["/no/such.png"]), 66, "cannot open /no/such.png")
    expectError(
      try ToolRun.of("img2tensor", ["--mean", "1,2"], input: png), 65,
      "--mean has 2 values, expected 1 or 3, one a channel")
    expectError(
      try ToolRun.of("img2tensor", ["--std", "1,2"], input: try Self.golden("pillow-grey.pgm")), 65,
      "--std has 2 values, expected 1 for the only channel")
    let usage: [([String], String)] = [
      (["--dtype", "int7"], "--dtype expects one of float32"),
      (["--scale", "1:1"], "--scale expects two different numbers"),
      (["--size", "3"], "--size expects WxH"), (["--std", "1,0"], "--std expects numbers other"),
      (["--alpha", "under"], "--alpha expects keep, drop or over:COLOR"),
      (["--alpha", "over:#12"], "expects a color"), (["--layout", "NHW"], "layout 'NHW'"),
      (["--gray", "--rgb"], "--gray and --rgb"),
      (["--filter", "cubic"], "--filter expects one of"),
    ]
    for (arguments, text) in usage {
      expectError(try ToolRun.of("img2tensor", arguments, input: png), 64, text)
    }
  }

  @Test func namesWhatItDoesNotApply() throws {
    // Light to the power 1: a gAMA chunk before the first row.
    var bytes = try Self.golden("netpbm-grey-8.png")
    let chunk: [UInt8] = [
      0, 0, 0, 4, 0x67, 0x41, 0x4D, 0x41, 0, 1, 0x86, 0xA0, 0x31, 0xE8, 0x96, 0x5F,
    ]
    bytes.insert(contentsOf: chunk, at: 33)
    let run = try ToolRun.of("img2tensor", [], input: bytes)
    #expect(run.end == .exit(0))
    #expect(run.errorLines.count == 1)
    #expect(run.error.hasPrefix("img2tensor: warning: "), "\(run.error)")
    #expect(run.error.contains("gAMA"))
    let linear = try ToolRun.of("img2tensor", ["--linear"], input: bytes)
    #expect(linear.error.isEmpty && linear.end == .exit(0))
    // To the power 1 light is the stored value.
    #expect(linear.output == run.output)
  }

  @Test func makesABatch() throws {
    let scratch = try Scratch()
    let grey = try scratch.write("grey.png", try Self.golden("opencv-grey-8.png"))
    let other = try scratch.write("other.png", try Self.golden("netpbm-grey-8.png"))
    let rgb = try scratch.write("rgb.png", try Self.golden("opencv-rgb-8.png"))
    let run = try ToolRun.of("img2tensor", ["--batch", grey, other, grey])
    #expect(try TensorStream.read(run.output).map(\.shape.axes) == [[3, 11, 13, 1]])
    let piped = try ToolRun.of(
      "img2tensor", ["--batch"],
      input: try [grey, other, grey].flatMap { try Scratch.read($0) })
    #expect(Comparison.difference(piped.output, run.output) == nil)
    let mixed = try ToolRun.of("img2tensor", ["--batch", grey, other, rgb, grey])
    expectError(
      mixed, 65, "\(rgb): image 0 is 11×13×3, the batch has images of 11×13×1",
      hint: "--gray")
    #expect(mixed.output.isEmpty)
    let double = try scratch.write("two.png", try [grey, grey].flatMap { try Scratch.read($0) })
    expectError(
      try ToolRun.of("img2tensor", ["--batch", double, grey]), 65,
      "holds more than one image", hint: "cat the files")
  }

  /// A frame is passed on before the next one is there.
  @Test func framesDoNotWaitForEachOther() throws {
    let frame = try Self.golden("netpbm-255.ppm")
    let process = try ToolProcess(BuildProducts.path(of: "img2tensor"), ["--dtype", "uint8"])
    ToolProcess.feed(frame, to: process.end(of: 0))
    var first = [UInt8](repeating: 0, count: 128 + 11 * 13 * 3)
    var got = 0
    while got < first.count {
      let count = first.withUnsafeMutableBytes { bytes in
        Foundation.read(process.end(of: 1), bytes.baseAddress! + got, bytes.count - got)
      }
      guard count > 0 else { break }
      got += count
    }
    #expect(got == first.count)
    let rest = ToolRun.finish(process, input: frame)
    #expect(rest.end == .exit(0))
    #expect(Comparison.difference(rest.output, first) == nil)
  }
}
