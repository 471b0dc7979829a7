import TensorCore
import TestSupport
import Testing

/// The one-dimensional example that lectures on the adjoint of convolution use: x of 5 elements,
/// w of 3, padding 1. Powers of ten show which element is where.
@Suite struct LectureTests {
  private let geometry = ["--dims", "1", "--padding", "1"]

  private func only(_ run: ToolRun) throws -> Tensor {
    #expect(run.end == .exit(0), "\(run.error)")
    let tensors = try TensorStream.read(run.output)
    #expect(tensors.count == 1)
    return try #require(tensors.first)
  }

  @Test func matricesOfTheExample() throws {
    let scratch = try Scratch()
    let weight = try scratch.write("w.npy", try Tensor.of([1, 10, 100], [3]).npy)
    let x = try Tensor.of([1, 2, 3, 4, 5], [5])
    let toeplitz = try only(
      try ToolRun.of("conv-matrix", geometry + ["-w", weight, "--input-shape", "5"]))
    #expect(toeplitz.shape.axes == [5, 5])
    #expect(
      toeplitz.values == [
        10, 100, 0, 0, 0,
        1, 10, 100, 0, 0,
        0, 1, 10, 100, 0,
        0, 0, 1, 10, 100,
        0, 0, 0, 1, 10,
      ])
    let patches = try only(
      try ToolRun.of("im2col", geometry + ["--kernel", "3"], input: x.npy))
    #expect(patches.shape.axes == [5, 3])
    #expect(patches.values == [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 0])

    let z = try ToolRun.of("conv", geometry + ["-w", weight], input: x.npy)
    let matrix = try scratch.write("matrix.npy", toeplitz.npy)
    let columns = try scratch.write("patches.npy", patches.npy)
    let input = try scratch.write("x.npy", x.npy)
    #expect(try ToolRun.of("tensor", ["matmul", matrix, input]).output == z.output)
    #expect(try ToolRun.of("tensor", ["matmul", columns, weight]).output == z.output)

    let v = try Tensor.of([1, -2, 3, 5, -7], [5])
    let dInput = try ToolRun.of("conv-grad", ["input"] + geometry + ["-w", weight], input: v.npy)
    #expect(dInput.end == .exit(0))
    let back = try ToolRun.of("tensor", ["matmul", "--transpose-a", matrix, "-"], input: v.npy)
    #expect(back.output == dInput.output)
    let dWeight = try ToolRun.of(
      "conv-grad",
      ["weight"] + geometry + ["--kernel", "3", "--input", input, "--per-channel"],
      input: v.npy)
    let forWeight = try ToolRun.of(
      "tensor", ["matmul", "--transpose-a", columns, "-"], input: v.npy)
    #expect(forWeight.output == dWeight.output)
  }

  /// Two streams in pairs, and one array for a stream on either side.
  @Test func productsOfStreams() throws {
    let scratch = try Scratch()
    let one = try Tensor.of([1, 2, 3, 4], [2, 2]).npy
    let other = try Tensor.of([0, 1, 1, 0], [2, 2]).npy
    let (single, pair) = (try scratch.write("1.npy", one), try scratch.write("2.npy", one + other))
    func values(_ left: String, _ right: String) throws -> [[Double]] {
      let run = try ToolRun.of("tensor", ["matmul", left, right])
      #expect(run.end == .exit(0), "\(run.error)")
      return try TensorStream.read(run.output).map(\.values)
    }
    #expect(try values(pair, single) == [[7, 10, 15, 22], [3, 4, 1, 2]])
    #expect(try values(single, pair) == [[7, 10, 15, 22], [2, 1, 4, 3]])
    #expect(try values(pair, pair) == [[7, 10, 15, 22], [1, 0, 0, 1]])
    let three = try scratch.write("3.npy", one + other + one)
    for (left, right) in [(pair, three), (three, pair)] {
      let run = try ToolRun.of("tensor", ["matmul", left, right])
      #expect(run.end == .exit(65))
      #expect(
        run.error
          == "tensor: error: \(pair) ends before array 2, which \(three) has: expected as many arrays\n"
      )
    }
    let both = try ToolRun.of("tensor", ["matmul", "-", "-"])
    #expect(both.end == .exit(64))
  }
}
