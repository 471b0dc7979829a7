import Foundation
import TensorCore
import TestSupport
import Testing

/// `tensor map` beside NumPy: random formulas, and tables of the project's own functions beside 40
/// digits of mpmath. The bytes that `numpy.save` writes, on every instruction set.
@Suite struct MapToolTests {
  @Test(arguments: try Golden.cases("map"))
  func givesNumPysBytes(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let names = golden.arrays.dropLast()
    let expected = try #require(arrays["y"])
    let scratch = try Scratch()
    for name in names { _ = try scratch.write("\(name).npy", try #require(arrays[name]).npy) }
    let words = ["map", golden.command.dropFirst(2).joined(separator: " ")]
    let files = names.filter { $0 != "x" }.map { "\($0)=\($0).npy" }
    let x = try #require(arrays["x"]).npy
    try check(
      try ToolRun.of("tensor", words + files, input: x, directory: scratch.path), [expected],
      golden)
    for (index, set) in InstructionSet.offered.enumerated() {
      // A stream of two, from a file.
      _ = try scratch.write("two.npy", x + x)
      let run = try ToolRun.of(
        "tensor", words + ["x=two.npy", "--threads", "\(index + 1)"] + files,
        environment: ["CONVPIPE_CPU": set.rawValue], directory: scratch.path)
      try check(run, [expected, expected], golden)
    }
  }

  private func check(_ run: ToolRun, _ expected: [Tensor], _ golden: GoldenCase) throws {
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(run.error.isEmpty)
    guard golden.name.hasPrefix("ulp") else {
      #expect(Comparison.difference(run.output, expected.flatMap(\.npy)) == nil)
      return
    }
    // A function in float64, which is not always correctly rounded.
    let found = try TensorStream.read(run.output)
    try #require(found.map(\.shape) == expected.map(\.shape))
    for (a, e) in zip(found, expected) {
      #expect(a.elementType == .float64)
      for (a, e) in zip(a.values, e.values) {
        #expect(a.isNaN == e.isNaN && (a.isNaN || a.steps(to: e) <= 1), "\(a), expected \(e)")
      }
    }
  }
}
