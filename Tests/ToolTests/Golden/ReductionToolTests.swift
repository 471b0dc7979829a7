import Foundation
import TensorCore
import TestSupport
import Testing

/// `tensor reduce` beside NumPy: the bytes that `numpy.save` writes. Sums are of numbers whose sums
/// are exact; only a variance may be rounded on the way.
@Suite struct ReductionToolTests {
  @Test(arguments: try Golden.cases("reduce"))
  func givesNumPysBytes(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let input = try golden.arrays.dropLast().flatMap { try #require(arrays[$0]).npy }
    let expected = try #require(arrays["y"])
    let arguments = Array(golden.command.dropFirst())
    let scratch = try Scratch()
    _ = try scratch.write("in.npy", input)
    let isVariance = arguments[1] == "var"
    try check(try ToolRun.of("tensor", arguments, input: input), [expected], isVariance)
    // From a file: of one array each, or twice the stream.
    let across = arguments.contains("--over-stream")
    let more = across ? ["in.npy"] : ["in.npy", "in.npy"]
    let run = try ToolRun.of(
      "tensor", arguments + more, environment: ["CONVPIPE_CPU": "baseline"],
      directory: scratch.path)
    try check(run, across ? [expected] : [expected, expected], isVariance)
  }

  private func check(_ run: ToolRun, _ expected: [Tensor], _ isVariance: Bool) throws {
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.error.isEmpty)
    guard isVariance else {
      #expect(Comparison.difference(run.output, expected.flatMap(\.npy)) == nil)
      return
    }
    // A block's variance has four roundings, and joining two has as many more.
    let found = try TensorStream.read(run.output)
    try #require(found.count == expected.count)
    for (a, e) in zip(found, expected) {
      #expect(a.elementType == e.elementType)
      let unit = e.elementType == .float64 ? 0x1p-53 : 0x1p-24
      let bound = e.values.map { 16 * unit * $0 }
      #expect(Comparison.difference(a, e, bound: bound) == nil)
    }
  }
}
