import TensorCore
import TestSupport
import Testing

/// `pool` as its users run it.
@Suite struct PoolingToolTests {
  /// The example of docs/operators/pooling.md.
  @Test func countsPaddingButNotTheOverhang() throws {
    let plane = try Tensor.of((1...16).map(Double.init), [4, 4]).converted(to: .float64)
    let run = try ToolRun.of(
      "pool",
      ["average", "--kernel", "3", "--stride", "2", "--padding", "1", "--ceil-mode"]
        + ["--count-include-pad"], input: plane.npy)
    #expect(run.end == .exit(0), "\(run.error)")
    let result = try #require(try TensorStream.read(run.output).first)
    let expected: [Double] = [14.0 / 9, 30.0 / 9, 2, 57.0 / 9, 11, 6, 4.5, 7.5, 4]
    #expect(result.values == expected)
  }

  /// Whole numbers and a window of a power of two: the products, sums and quotients are exact.
  @Test func averageIsAConvolutionWithABox() throws {
    var random = SeededGenerator.forTest("averageIsAConvolutionWithABox")
    let scratch = try Scratch()
    let values = (0..<(2 * 11 * 9 * 5)).map { _ in Double(Int.random(in: -50...50, using: &random))
    }
    let x = try Tensor.of(values, [2, 11, 9, 5]).npy
    for (kernel, size) in [("2", [2, 2]), ("4", [4, 4]), ("4,2", [4, 2])] {
      let weight = 1 / Double(size[0] * size[1])
      let box = try scratch.write(
        "box.npy", try Tensor.of([Double](repeating: weight, count: size[0] * size[1]), size).npy)
      let pooled = try ToolRun.of("pool", ["average", "--kernel", kernel], input: x)
      let convolved = try ToolRun.of("conv", ["-w", box, "--stride", kernel], input: x)
      #expect(pooled.end == .exit(0), "\(pooled.error)")
      #expect(convolved.end == .exit(0), "\(convolved.error)")
      #expect(!pooled.output.isEmpty && pooled.output == convolved.output)
    }
  }

  /// Bits and pieces: an image of more than one piece, channels beside whole vectors.
  @Test(arguments: [1, 3, 16, 17, 33])
  func globalIsAWindowOfEverything(channels: Int) throws {
    var random = SeededGenerator.forTest("globalIsAWindowOfEverything")
    let values = (0..<(2 * 131 * 257 * channels)).map { _ in
      Double.random(in: -1...1, using: &random)
    }
    let x = try Tensor.of(values, [2, 131, 257, channels]).npy
    for mode in ["max", "average"] {
      let window = try ToolRun.of("pool", [mode, "--kernel", "131,257"], input: x)
      #expect(window.end == .exit(0), "\(window.error)")
      let outputs = try Executions.agreed { execution in
        try ToolRun.of(
          "pool", [mode, "--global", "--threads", "\(execution.threads)"], input: x,
          environment: ["CONVPIPE_CPU": execution.instructionSet.rawValue]
        ).output
      }
      #expect(outputs == window.output)
    }
  }

  @Test func whatCannotBeMeantIsRefused() throws {
    let x = try Tensor.of([1, 2, 3, 4], [2, 2]).npy
    let rows: [([String], Int32, String)] = [
      (["max"], 64, "expects --kernel K, or --global"),
      (["max", "--global", "--kernel", "2"], 64, "excludes --kernel"),
      (["max", "--global", "--stride", "2"], 64, "excludes --stride"),
      (["max", "--global", "--padding", "1"], 64, "excludes --padding"),
      (["max", "--global", "--ceil-mode"], 64, "excludes --ceil-mode"),
      (["average", "--kernel", "2", "--divisor", "0"], 64, "--divisor expects"),
      (["max", "--kernel", "2", "--divisor", "3"], 64, "--divisor"),
      (["max", "--kernel", "3"], 65, "along H"),
    ]
    for (arguments, code, says) in rows {
      let run = try ToolRun.of("pool", arguments, input: x)
      #expect(run.end == .exit(code), "\(arguments): \(run.error)")
      #expect(run.error.hasPrefix("pool: error: ") && run.error.contains(says), "\(run.error)")
      #expect(run.output.isEmpty)
    }
  }
}
