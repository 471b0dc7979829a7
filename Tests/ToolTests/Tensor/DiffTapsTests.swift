import TensorCore
import TestSupport
import Testing

/// `tensor diff --taps`: the tolerance of a sum.
@Suite struct DiffTapsTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func write(_ name: String, _ tensor: Tensor) throws -> String {
    try scratch.write(name, tensor.npy)
  }

  /// Convolutions in float32 beside the oracle's in float64, rounded: within the tolerance, and
  /// not if one weight is another.
  @Test(arguments: try Golden.implemented("conv").filter { $0.oracle == "torch" })
  func holdsForConvolutions(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let weight = try #require(arrays["weight"])
    func conv(
      _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ command: [String] = golden.command
    ) throws -> [UInt8] {
      let files =
        ["--weight", try write("w.npy", weight)]
        + (try bias.map { ["--bias", try write("b.npy", $0)] } ?? [])
      let run = try ToolRun.of("conv", command.dropFirst() + files, input: x.npy)
      #expect(run.end == .exit(0), "\(run.error)")
      return run.output
    }
    func absolute(_ tensor: Tensor) throws -> Tensor {
      try .of(tensor.values.map(abs), tensor.shape.axes, .float32)
    }
    let x = try #require(arrays["x"]).converted(to: .float32)
    let bias = try arrays["bias"]?.converted(to: .float32)
    let y = try #require(arrays["y"])
    let expected = try write(
      "e.npy", try Tensor.of(y.values.map { Double(Float($0)) }, y.shape.axes))
    // No filter has more terms than the whole weight has elements.
    let taps = ["--taps", "\(weight.count + 2)"]
    let actual = try conv(x, try weight.converted(to: .float32), bias)
    let run = try ToolRun.of("tensor", ["diff", "-", expected] + taps, input: actual)
    #expect(run.end == .exit(0), "\(String(decoding: run.output, as: UTF8.self))")
    let magnitude = try scratch.write(
      "m.npy",
      try conv(
        absolute(x), absolute(weight), try bias.map(absolute),
        golden.command.map { $0.replacing("constant:-", with: "constant:") }))
    let bounded = try ToolRun.of(
      "tensor", ["diff", "-", expected, "--magnitude", magnitude] + taps, input: actual)
    #expect(bounded.end == .exit(0), "\(String(decoding: bounded.output, as: UTF8.self))")
    guard y.count > 0 else { return }
    var values = weight.values
    values[values.count / 2] += 1
    let other = try conv(
      x, try Tensor.of(values.map { Double(Float($0)) }, weight.shape.axes), bias)
    let found = try ToolRun.of("tensor", ["diff", "-", expected] + taps, input: other)
    #expect(found.end == .exit(1))
  }

  /// e has the root mean square 5, so s is max(|e|, √4·5) = 10 unless it is told.
  @Test func isTheFormulaOfThePage() throws {
    let expected = try Tensor.of([5, -5, 5, 5, 5, 5, 1, 7], [8], .float64)
    let gamma = 4 * 0x1p-53 / (1 - 4 * 0x1p-53)
    func run(_ difference: Double, _ options: [String]) throws -> ToolRun.End {
      var values = expected.values
      values[6] += difference
      let a = try write("a.npy", try Tensor.of(values, [8], .float64))
      return try ToolRun.of(
        "tensor", ["diff", a, try write("e.npy", expected), "--taps", "4"] + options
      ).end
    }
    let bound = 2 * gamma * 10
    #expect(try run(bound - 0x1p-51, []) == .exit(0))
    #expect(try run(bound + 0x1p-51, []) == .exit(1))
    let magnitude = try write("m.npy", try Tensor.of([9, 9, 9, 9, 9, 9, 40, 9], [8], .float32))
    #expect(try run(2 * gamma * 40 - 0x1p-51, ["--magnitude", magnitude]) == .exit(0))
    #expect(try run(2 * gamma * 40 + 0x1p-51, ["--magnitude", magnitude]) == .exit(1))
  }

  @Test func magnitudesGoInPairs() throws {
    let (a, b) = (try Tensor.of([1, 2], [2]), try Tensor.of([1, 2, 3], [3]))
    let stream = try scratch.write("ab.npy", a.npy + b.npy)
    func run(_ magnitudes: [Tensor]) throws -> ToolRun {
      try ToolRun.of(
        "tensor", ["diff", stream, stream, "--taps", "2", "--magnitude", "-"],
        input: magnitudes.flatMap(\.npy))
    }
    #expect(try run([a, b]).end == .exit(0))
    for (magnitudes, message) in [
      ([a], "standard input has no magnitudes for array 1"),
      ([a, b, a], "standard input has magnitudes for more arrays than were compared: expected 2"),
      ([a, a], "standard input: magnitudes of array 1 have shape 2, the array has 3"),
    ] {
      let run = try run(magnitudes)
      #expect(run.end == .exit(2))
      #expect(run.error == "tensor: error: \(message)\n")
    }
  }
}
