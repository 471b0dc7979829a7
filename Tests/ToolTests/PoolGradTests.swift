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

  /// pool and pool-grad give the same bytes on every processor, with any number of threads, from
  /// a pipe and a file, in a batch and one by one, and the same values in another layout.
  @Test(
    arguments: ["max", "min", "average", "lp", "lp --p 3"],
    ["--kernel 3 --stride 2 --padding 1 --ceil-mode", "--adaptive 4,3", "--kernel 2,3 --stride 1"])
  func sameBitsEveryWay(mode: String, window: String) throws {
    var random = SeededGenerator.forTest("sameBitsEveryWay \(mode) \(window)")
    let axes = [3, 9, 7, 5]
    let x = try Tensor.of(random.wild(axes.reduce(1, *)).map(Double.init), axes)
    let options = "\(mode) \(window)".split(separator: " ").map(String.init)
    func run(_ tool: String, _ arguments: [String], _ input: [UInt8], _ cpu: String? = nil)
      throws -> [UInt8]
    {
      let run = try ToolRun.of(
        tool, options + arguments, input: input, environment: ["CONVPIPE_CPU": cpu])
      #expect(run.end == .exit(0), "\(run.error)")
      return run.output
    }
    let scratch = try Scratch()
    let xFile = try scratch.write("x.npy", x.npy)
    let z = try run("pool", [xFile], [])
    let shape = try #require(try TensorStream.read(z).first).shape.axes
    let v = try Tensor.of(random.wild(shape.reduce(1, *)).map(Double.init), shape)
    let vFile = try scratch.write("v.npy", v.npy)
    let dInput = try run("pool-grad", ["--input", xFile, vFile], [])
    for execution in Executions.all {
      let cpu = execution.instructionSet.rawValue
      let threads = ["--threads", "\(execution.threads)"]
      #expect(try run("pool", threads, x.npy, cpu) == z)
      #expect(try run("pool", threads + [xFile], [], cpu) == z)
      #expect(try run("pool-grad", threads + ["--input", xFile], v.npy, cpu) == dInput)
      #expect(try run("pool-grad", threads + ["--input", xFile, vFile], [], cpu) == dInput)
    }
    func single(_ batch: Tensor) throws -> [UInt8] {
      let axes = Array(batch.shape.axes.dropFirst())
      let size = axes.reduce(1, *)
      return try (0..<batch.shape[0]).flatMap { image in
        try Tensor.of(Array(batch.values[image * size..<(image + 1) * size]), axes).npy
      }
    }
    func values(_ stream: [UInt8]) throws -> [UInt8] {
      try TensorStream.read(stream).flatMap { tensor in tensor.withBytes { Array($0) } }
    }
    let images = try scratch.write("images.npy", try single(x))
    #expect(try values(run("pool", [], try single(x))) == values(z))
    #expect(try values(run("pool-grad", ["--input", images], try single(v))) == values(dInput))
    func channelsFirst(_ tensor: Tensor) throws -> Tensor {
      let axes = tensor.shape.axes
      return try .of(
        permute(tensor.values, axes: axes, order: [0, 3, 1, 2]),
        [axes[0], axes[3], axes[1], axes[2]])
    }
    let planes = try scratch.write("planes.npy", try channelsFirst(x).npy)
    let layout = ["--layout", "NCHW"]
    let expected = try (TensorStream.read(z)[0], TensorStream.read(dInput)[0])
    #expect(
      try run("pool", layout, channelsFirst(x).npy) == channelsFirst(expected.0).npy)
    #expect(
      try run("pool-grad", layout + ["--input", planes], channelsFirst(v).npy)
        == channelsFirst(expected.1).npy)
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
