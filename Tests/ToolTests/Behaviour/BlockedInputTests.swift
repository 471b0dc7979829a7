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
}
