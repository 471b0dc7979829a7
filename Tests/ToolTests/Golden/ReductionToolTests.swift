import Foundation
import TensorCore
import TestSupport
import Testing

/// `tensor reduce` beside NumPy: the bytes that `numpy.save` writes. Sums are of numbers whose sums
/// are exact; variances are those of exact fractions, rounded once.
@Suite struct ReductionToolTests {
  @Test(arguments: try Golden.cases("reduce"))
  func givesNumPysBytes(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let input = try golden.arrays.dropLast().flatMap { try #require(arrays[$0]).npy }
    let expected = try #require(arrays["y"])
    let arguments = Array(golden.command.dropFirst())
    let scratch = try Scratch()
    _ = try scratch.write("in.npy", input)
    try check(try ToolRun.of("tensor", arguments, input: input), [expected])
    // From a file: of one array each, or twice the stream.
    let across = arguments.contains("--over-stream")
    let more = across ? ["in.npy"] : ["in.npy", "in.npy"]
    let run = try ToolRun.of(
      "tensor", arguments + more, environment: ["CONVPIPE_CPU": "baseline"],
      directory: scratch.path)
    try check(run, across ? [expected] : [expected, expected])
  }

  private func check(_ run: ToolRun, _ expected: [Tensor]) throws {
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.error.isEmpty)
    #expect(Comparison.difference(run.output, expected.flatMap(\.npy)) == nil)
  }
}
