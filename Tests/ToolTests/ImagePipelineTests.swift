import Foundation
import TensorCore
import TestSupport
import Testing

/// Pictures through several tools.
@Suite struct ImagePipelineTests {
  private static let ffmpeg = [
    "/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg", "/opt/homebrew/bin/ffmpeg",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// `img2tensor | conv | tensor2png -o f-%04d.png` in a folder, fed by the test.
  private func pipeline(_ scratch: Scratch) throws -> ToolProcess {
    let weight = try scratch.write(
      "w.npy", try Tensor.of([Double](repeating: 0.04, count: 25), [5, 5]).npy)
    let (img2tensor, conv, tensor2png) = (
      BuildProducts.path(of: "img2tensor"), BuildProducts.path(of: "conv"),
      BuildProducts.path(of: "tensor2png")
    )
    let command =
      "'\(img2tensor)' | '\(conv)' -w '\(weight)' --padding same | '\(tensor2png)' -o f-%04d.png"
    return try ToolProcess("/bin/sh", ["-c", command], directory: scratch.path)
  }

  /// Feeds all frames but the last, waits for the first picture, and then feeds the last.
  private func run(_ frames: [[UInt8]]) throws {
    let scratch = try Scratch()
    let process = try pipeline(scratch)
    for frame in frames.dropLast() { ToolProcess.feed(frame, to: process.end(of: 0)) }
    let first = scratch.file("f-0000.png")
    for _ in 0..<4000 where !FileManager.default.fileExists(atPath: first) { usleep(5000) }
    #expect(FileManager.default.fileExists(atPath: first), "nothing came before the last frame")
    let end = ToolRun.finish(process, input: frames.last!)
    #expect(end.end == .exit(0), "\(end.error)")
    let names = (0..<frames.count).map { "f-000\($0).png" }
    #expect(scratch.contents == names + ["w.npy"])
    let sizes = try ToolRun.of("img2tensor", names.map(scratch.file))
    let shapes = try TensorStream.read(sizes.output).map(\.shape.axes)
    #expect(Set(shapes).count == 1 && shapes.count == frames.count)
  }

  @Test func framesFlow() throws {
    var generator = SeededGenerator.forTest("framesFlow")
    try run(
      (0..<4).map { _ in
        Array("P6 40 30 255\n".utf8) + (0..<3600).map { _ in UInt8(generator.integer(0...255)) }
      })
  }

  @Test(.enabled(if: ffmpeg != nil, "needs ffmpeg"))
  func framesOfFFmpegFlow() throws {
    let film = try ToolRun.of(
      Self.ffmpeg!,
      ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10", "-frames:v", "10"]
        + ["-f", "image2pipe", "-c:v", "ppm", "-"])
    #expect(film.end == .exit(0), "\(film.error)")
    let frameSize = film.output.count / 10
    #expect(frameSize > 64 * 48 * 3 && film.output.count % 10 == 0)
    try run(
      (0..<10).map { Array(film.output[($0 * frameSize)..<(($0 + 1) * frameSize)]) })
  }

  /// Concatenated PNGs, as ffmpeg writes them with `-c:v png`.
  @Test(.enabled(if: ffmpeg != nil, "needs ffmpeg"))
  func picturesOfFFmpegAreFrames() throws {
    let film = try ToolRun.of(
      Self.ffmpeg!,
      ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10", "-frames:v", "3"]
        + ["-f", "image2pipe", "-c:v", "png", "-"])
    let run = try ToolRun.of("img2tensor", [], input: film.output)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(
      try TensorStream.read(run.output).map(\.shape.axes)
        == [[48, 64, 3], [48, 64, 3], [48, 64, 3]])
  }
}
