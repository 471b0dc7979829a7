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

  /// Every type stays, and the index written in its layout finds the element again.
  @Test(arguments: ElementType.allCases)
  func choicesKeepTheType(_ type: ElementType) throws {
    let x = try Tensor.of([1, 0, 0, 1, 1, 1], [2, 3], type)
    let scratch = try Scratch()
    let rows: [(String, [Double], [Double])] = [
      ("max", [1, 1], [0, 4]), ("min", [0, 0], [1, 1]),
    ]
    for (mode, values, indices) in rows {
      let path = scratch.file("i.npy")
      let run = try ToolRun.of(
        "pool", [mode, "--kernel", "2", "--stride", "1", "--indices", path], input: x.npy)
      #expect(run.end == .exit(0), "\(run.error)")
      let result = try #require(try TensorStream.read(run.output).first)
      #expect(result.elementType == type)
      #expect(result.values == values)
      let found = try #require(try TensorStream.read(path: path).first)
      #expect(found.elementType == .int64)
      #expect(found.values == indices)
    }
  }

  @Test func averagesTakeTheTypeAskedFor() throws {
    let x = try Tensor.of([1, 2, 2, 2, 250, 251], [2, 3], .uint8).npy
    let whole = ["average", "--kernel", "2,3"]
    func average(_ arguments: [String]) throws -> Tensor {
      let run = try ToolRun.of("pool", arguments, input: x)
      #expect(run.end == .exit(0), "\(run.error)")
      return try #require(try TensorStream.read(run.output).first)
    }
    let plain = try average(whole)
    #expect(plain.elementType == .float32 && plain.values == [Double(Float(508) / 6)])
    let rounded = try average(whole + ["--dtype", "uint8"])
    #expect(rounded.elementType == .uint8 && rounded.values == [85])
    let wide = try average(whole + ["--dtype", "float64"])
    #expect(wide.elementType == .float64 && wide.values == plain.values)
  }

  /// What pool took out goes back to its place, whatever the layout, the origin and the type.
  @Test(arguments: ["plane", "array"], ["NHWC", "NCHW", "CHWN"])
  func unpoolPutsBack(origin: String, layout: String) throws {
    var random = SeededGenerator.forTest("unpoolPutsBack \(origin) \(layout)")
    let scratch = try Scratch()
    for type in [ElementType.float32, .int64, .uint8, .float16] {
      let values = Array(1...120).shuffled(using: &random).map(Double.init)
      let x = try Tensor.of(values, [2, 5, 4, 3], type)
      let path = try scratch.write("x.npy", x.npy)
      let options =
        ["--kernel", "2,1", "--stride", "2,2", "--layout", layout, "--index-origin", origin]
        + ["--indices", scratch.file("i.npy")]
      let pooled = try ToolRun.of("pool", ["max"] + options, input: x.npy)
      #expect(pooled.end == .exit(0), "\(pooled.error)")
      let bytes = try Executions.agreed { execution in
        let run = try ToolRun.of(
          "pool",
          ["unpool"] + options + ["--like", path, "--threads", "\(execution.threads)"],
          input: pooled.output,
          environment: ["CONVPIPE_CPU": execution.instructionSet.rawValue])
        #expect(run.end == .exit(0), "\(run.error)")
        return run.output
      }
      let result = try #require(try TensorStream.read(bytes).first)
      let kept = try #require(try TensorStream.read(pooled.output).first).values
      #expect(result.elementType == type && result.shape == x.shape)
      #expect(result.values == values.map { kept.contains($0) ? $0 : 0 })
    }
  }

  /// What a header promises takes no memory: windows that would share 2^40 rows.
  @Test func adaptiveWindowsOfAPromiseAreRefused() throws {
    let header = NPYStream.header(descriptor: "<f4", axes: [1 << 40, 3])
    let row = [UInt8](repeating: 0, count: 1 << 16)
    let rows: [([String], String)] = [
      (["max", "--adaptive", "2,1"], "expected at most 16777216"),
      (["average", "--adaptive", "1"], "truncated"),
      (["min", "--adaptive", "1073741824,3"], "truncated"),
    ]
    for (arguments, says) in rows {
      let run = try ToolRun.of("pool", arguments, input: header + row)
      #expect(run.end == .exit(65) && run.error.contains(says), "\(arguments): \(run.error)")
    }
  }

  /// Neither of two files is there when one of them cannot be.
  @Test func nothingIsHalfWritten() throws {
    let scratch = try Scratch()
    let short = Array(try Tensor.of(Array(repeating: 1, count: 4096), [64, 64]).npy.dropLast(4))
    let run = try ToolRun.of(
      "pool", ["max", "--kernel", "2", "--indices", "i.npy", "-o", "z.npy"], input: short,
      directory: scratch.path)
    #expect(run.end == .exit(65) && run.error.contains("truncated"), "\(run.error)")
    #expect(scratch.contents == [])
    let nowhere = try ToolRun.of(
      "pool", ["max", "--kernel", "2", "--indices", "no/i.npy", "-o", "z.npy"], input: short,
      directory: scratch.path)
    #expect(nowhere.end == .exit(73), "\(nowhere.error)")
    #expect(scratch.contents == [])
  }

  /// Bits and pieces: an image of more than one piece, channels beside whole vectors.
  @Test(arguments: [1, 3, 16, 17, 33])
  func globalIsAWindowOfEverything(channels: Int) throws {
    var random = SeededGenerator.forTest("globalIsAWindowOfEverything")
    let values = (0..<(2 * 131 * 257 * channels)).map { _ in
      Double.random(in: -1...1, using: &random)
    }
    let x = try Tensor.of(values, [2, 131, 257, channels]).npy
    for mode in ["max", "min", "average", "lp"] {
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
    let scratch = try Scratch()
    let rows: [([String], Int32, String)] = [
      (["max"], 64, "expects --kernel K, --global or --adaptive N"),
      ([], 64, "expects one of max, min, average, lp, unpool first, got nothing"),
      (
        ["mean", "--kernel", "2"], 64,
        "expects one of max, min, average, lp, unpool first, got 'mean'"
      ),
      (["max", "--adaptive", "2", "--kernel", "2"], 64, "excludes --kernel"),
      (["max", "--adaptive", "2", "--global"], 64, "excludes --adaptive"),
      (["max", "--adaptive", "0"], 64, "--adaptive expects"),
      (["max", "--adaptive", "1,2,3"], 64, "--adaptive expects one number or 2"),
      (["lp", "--kernel", "2", "--p", "0"], 64, "--p expects a finite number larger than 0"),
      (["lp", "--kernel", "2", "--p=-1"], 64, "--p expects a finite number larger than 0"),
      (["max", "--kernel", "2", "--indices", "-"], 64, "both go to standard output"),
      (["max", "--kernel", "2", "--index-origin", "image"], 64, "--index-origin expects"),
      (["average", "--kernel", "2", "--indices", "i.npy"], 64, "--indices"),
      (["max", "--kernel", "2", "--dtype", "int8"], 64, "--dtype"),
      (["unpool", "--kernel", "2", "--like", "x.npy"], 64, "--indices is needed"),
      (["unpool", "--kernel", "2", "--indices", "i.npy"], 64, "--like or --input-shape is needed"),
      (
        ["max", "--kernel", "1", "--padding", "2"], 65, "covers only padding (2:2 around 2 elements"
      ),
      (["max", "--global", "--kernel", "2"], 64, "excludes --kernel"),
      (["max", "--global", "--stride", "2"], 64, "excludes --stride"),
      (["max", "--global", "--padding", "1"], 64, "excludes --padding"),
      (["max", "--global", "--ceil-mode"], 64, "excludes --ceil-mode"),
      (["average", "--kernel", "2", "--divisor", "0"], 64, "--divisor expects"),
      (["max", "--kernel", "2", "--divisor", "3"], 64, "--divisor"),
      (["max", "--kernel", "3"], 65, "along H"),
    ]
    for (arguments, code, says) in rows {
      let run = try ToolRun.of("pool", arguments, input: x, directory: scratch.path)
      #expect(run.end == .exit(code), "\(arguments): \(run.error)")
      #expect(scratch.contents == [], "\(arguments)")
      #expect(run.error.hasPrefix("pool: error: ") && run.error.contains(says), "\(run.error)")
      #expect(run.output.isEmpty)
    }
  }
}
