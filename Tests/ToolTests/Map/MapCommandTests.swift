import TensorCore
import TestSupport
import Testing

/// The command lines of `tensor map` and `tensor reduce`.
@Suite struct MapCommandTests {
  private func run(_ arguments: [String], _ input: Tensor) throws -> ToolRun {
    try ToolRun.of("tensor", arguments, input: input.npy)
  }

  /// Letters behind a minus at the start of a formula are no options, whichever they are.
  @Test(arguments: [
    "-x", "-floor(x)", "-(x*x)", "-exp(0)*x", "-max(x,o)", "-where(x>0,x,0)", "-2*x", "-dtype(x)",
  ]) func formulaMayBeginWithAMinus(_ formula: String) throws {
    let x = try Tensor.of([1.5, -2], [2], .float32)
    let found = try run(["map", formula], x)
    let other = try run(["map", "(\(formula))"], x)
    #expect(found.output == other.output)
    #expect(found.end == other.end)
    #expect((found.end == .exit(0)) != ["-max(x,o)", "-dtype(x)"].contains(formula))
  }

  @Test func otherWordsWithAMinusAreOptions() throws {
    let found = try run(["map", "x", "-foo"], try .of([1], [1], .float32))
    #expect(found.end == .exit(64))
    #expect(found.error.contains("unknown option '-foo'"))
  }

  /// There may be no results at all.
  @Test(arguments: ["sum", "mean", "max", "argmax", "norm", "var"]) func reducesNothing(
    _ function: String
  ) throws {
    for arguments in [["--axis", "0"], ["--axis", "0", "--keep-dims", "--over-stream"]] {
      let found = try run(["reduce", function] + arguments, try .of([], [3, 0], .float32))
      #expect(found.end == .exit(0) && found.error.isEmpty)
      let result = try TensorStream.read(found.output)
      #expect(result.map(\.shape.axes) == [arguments.count > 2 ? [1, 0] : [0]])
    }
  }
}
