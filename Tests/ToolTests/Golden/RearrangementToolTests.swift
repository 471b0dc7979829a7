import Foundation
import TensorCore
import TestSupport
import Testing

/// The verbs of `tensor` that move elements, beside NumPy: the bytes that `numpy.save` writes.
@Suite struct RearrangementToolTests {
  @Test(arguments: try Golden.cases("rearrange"))
  func givesNumPysBytes(_ golden: GoldenCase) throws {
    let whole = try Scratch.read(Golden.path("rearrange/\(golden.name).npy"))
    let arrays = try golden.load()
    let inputs = golden.arrays.prefix { !$0.hasPrefix("y") }
    let x = try #require(arrays["x"]).npy
    let results = Array(
      whole.dropFirst(try inputs.reduce(0) { $0 + (try #require(arrays[$1])).npy.count }))
    let scratch = try Scratch()
    for name in inputs { _ = try scratch.write("\(name).npy", try #require(arrays[name]).npy) }
    let more = inputs.dropFirst().map { "\($0).npy" }
    let arguments = Array(golden.command.dropFirst())
    let fromPipe = try ToolRun.of(
      "tensor", arguments + (more.isEmpty ? [] : ["-"] + more), input: x, directory: scratch.path)
    try check(fromPipe, results)
    guard more.isEmpty else { return }
    // A stream of two, from a file.
    _ = try scratch.write("both.npy", x + x)
    let execution = golden.command[1] == "pad" ? ["--threads", "3"] : []
    let fromFile = try ToolRun.of(
      "tensor", arguments + execution + ["both.npy"], environment: ["CONVPIPE_CPU": "baseline"],
      directory: scratch.path)
    try check(fromFile, results + results)
  }

  private func check(_ run: ToolRun, _ expected: [UInt8]) throws {
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.error.isEmpty)
    #expect(Comparison.difference(run.output, expected) == nil)
  }
}
