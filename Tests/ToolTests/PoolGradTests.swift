import TensorCore
import TestSupport
import Testing

/// pool-grad as its users run it: special values, the order of additions, and what it refuses.
@Suite struct PoolGradTests {
  private func gradient(
    _ arguments: [String], _ x: [Double], _ dOutput: [Double], type: ElementType = .float32
  ) throws -> Tensor {
    let scratch = try Scratch()
    let path = try scratch.write("x.npy", try Tensor.of(x, [x.count], type).npy)
    let run = try ToolRun.of(
      "pool-grad", arguments + ["--dims", "1", "--input", path],
      input: try Tensor.of(dOutput, [dOutput.count]).npy)
    #expect(run.end == .exit(0), "\(run.error)")
    return try #require(try TensorStream.read(run.output).first)
  }

  @Test func firstOfEqualsAndOfNaNsGetsAll() throws {
    let max = ["max", "--kernel", "3"]
    #expect(try gradient(max, [2, 5, 5], [7]).values == [0, 7, 0])
    #expect(try gradient(max, [-0.0, 0, 0], [7]).values == [7, 0, 0])
    #expect(try gradient(max, [.infinity, .nan, .nan], [7]).values == [0, 7, 0])
    let low = [Double](repeating: -.infinity, count: 3)
    #expect(try gradient(max, low, [7]).values == [7, 0, 0])
  }

  @Test func powersAreZeroWhereTheResultOrTheElementIs() throws {
    for p in ["1", "2", "3", "0.5"] {
      let lp = ["lp", "--kernel", "2", "--p", p]
      let found = try gradient(lp, [0, 0, 0, -4], [7, 3]).values
      #expect(found[0...2] == [0, 0, 0], "\(p)")
      // Alone in its window an element is the result, but for its sign.
      #expect(abs(found[3] + 3) <= 1e-6, "\(p)")
    }
  }

  /// Integers that are one number as float64.
  @Test func longIntegersAreComparedAsTheyAre() throws {
    let x = try Tensor.of([0, 0], [2], .int64)
    x.withElements(as: Int64.self) { ($0[0], $0[1]) = (1 << 53, 1 << 53 + 1) }
    let scratch = try Scratch()
    let path = try scratch.write("x.npy", x.npy)
    let run = try ToolRun.of(
      "pool-grad", ["max", "--dims", "1", "--kernel", "2", "--input", path],
      input: try Tensor.of([7], [1]).npy)
    #expect(try TensorStream.read(run.output).first?.values == [0, 7])
  }

  /// 1 + 2^24 + 1 is 2^24, 1 + 1 + 2^24 is not.
  @Test func additionsAreInTheOrderOfTheWindows() throws {
    let average = ["average", "--kernel", "3", "--stride", "1"]
    let big = 0x1p24
    let x: [Double] = [0, 0, 0, 0, 0]
    #expect(try gradient(average, x, [3, 3 * big, 3]).values[2] == big)
    #expect(try gradient(average, x, [3, 3, 3 * big]).values[2] == big + 2)
  }

  @Test(arguments: [
    ("max --kernel 2", 64, "--input or --indices is needed"),
    ("max --kernel 2 --indices i.npy", 64, "--indices needs --like or --input-shape"),
    ("max --kernel 2 --input x.npy --like x.npy", 64, "--input states"),
    ("max --kernel 2 --indices i.npy --like x.npy --index-origin image", 64, "'image'"),
    ("average --kernel 2", 64, "--input, --like or --input-shape is needed"),
    ("average --kernel 1 --input x.npy", 65, "do not belong together"),
    ("max --kernel 2 --input missing.npy", 66, "missing.npy"),
    ("max --kernel 2 --indices x.npy --like x.npy", 65, "expected int64"),
    ("max --kernel 2 --indices i.npy --like x.npy", 65, "index 99, of result 1"),
    ("", 64, "expects one of max, min, average, lp first, got nothing"),
    ("sum --kernel 2", 64, "expects one of max, min, average, lp first, got 'sum'"),
    ("min --kernel 2", 64, "--input or --indices is needed"),
    ("lp --kernel 2 --like x.npy", 64, "--input is needed"),
    ("lp --kernel 2 --p nan --input x.npy", 64, "--p expects"),
    ("max --adaptive 3 --input x.npy", 65, "do not belong together"),
  ])
  func refusals(_ command: String, _ code: Int, _ says: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("x.npy", try Tensor.of([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]).npy)
    _ = try scratch.write("i.npy", try Tensor.of([0, 99], [1, 2], .int64).npy)
    let run = try ToolRun.of(
      "pool-grad", command.split(separator: " ").map(String.init),
      input: try Tensor.of([1, 2], [1, 2]).npy, directory: scratch.path)
    #expect(run.end == .exit(Int32(code)), "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(run.error.contains(says), "\(run.error)")
  }
}
