import TestSupport
import Testing

@testable import TensorCore

/// `tensor diff`: what counts as the same, and what is told.
@Suite struct DiffTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func diff(
    _ options: [String], _ actual: [Tensor], _ expected: [Tensor]
  ) throws -> ToolRun {
    let a = try scratch.write("a.npy", actual.flatMap(\.npy))
    let e = try scratch.write("e.npy", expected.flatMap(\.npy))
    let files = try ToolRun.of("tensor", ["diff", a, e] + options)
    // A pipe on either side is no different.
    let actualPiped = try ToolRun.of(
      "tensor", ["diff", "-", e] + options, input: actual.flatMap(\.npy))
    let expectedPiped = try ToolRun.of(
      "tensor", ["diff", a, "-"] + options, input: expected.flatMap(\.npy))
    for run in [actualPiped, expectedPiped] {
      #expect(run.end == files.end, "\(run.error)")
      func plain(_ run: ToolRun) -> String {
        var text = String(decoding: run.output, as: UTF8.self)
        for name in [a, e] { text = text.replacing(name, with: "standard input") }
        return text
      }
      #expect(plain(run) == plain(files))
    }
    return files
  }

  private func float(_ bits: [UInt32]) throws -> Tensor {
    let tensor = try Tensor(elementType: .float32, shape: try Shape([bits.count]))
    tensor.withElements(as: UInt32.self) { for i in bits.indices { $0[i] = bits[i] } }
    return tensor
  }

  /// One element beside another, as bits of float32, and whether they are the same under the
  /// usual tolerance, `--exact`, `--ulp 1`, `--equal-nan` and `--equal-nan --ulp 0`.
  @Test(
    arguments: [
      (0x3f80_0000, 0x3f80_0000, [true, true, true, true, true]),
      (0x0000_0000, 0x8000_0000, [true, false, true, true, true]),  // 0, −0
      (0x0000_0001, 0x0000_0000, [true, false, true, true, false]),  // subnormal, 0
      (0x0000_0001, 0x8000_0001, [true, false, false, true, false]),  // on both sides of 0
      (0x0000_0001, 0x8000_0000, [true, false, true, true, false]),
      (0x3f80_0001, 0x3f80_0000, [true, false, true, true, false]),  // neighbours
      (0x4b80_0001, 0x4b80_0003, [true, false, false, true, false]),
      (0x3f80_0000, 0x3f81_0000, [false, false, false, false, false]),
      (0x7f80_0000, 0x7f80_0000, [true, true, true, true, true]),  // infinities
      (0x7f80_0000, 0xff80_0000, [false, false, false, false, false]),
      (0x7f7f_ffff, 0x7f80_0000, [false, false, true, false, false]),
      (0x7fc0_0000, 0x7fc0_0000, [false, true, false, true, true]),  // NaN
      (0x7fc0_0000, 0xffc0_0001, [false, false, false, true, true]),
      (0x7fc0_0000, 0x3f80_0000, [false, false, false, false, false]),
    ] as [(UInt32, UInt32, [Bool])])
  func tellsTheSameFromTheDifferent(_ actual: UInt32, _ expected: UInt32, _ same: [Bool]) throws {
    // Among equal elements, in the last place of a long array.
    let padding = [UInt32](repeating: 0x4000_0000, count: 5000)
    let options = [
      [], ["--exact"], ["--ulp", "1"], ["--equal-nan"], ["--equal-nan", "--ulp", "0"],
    ]
    for (option, same) in zip(options, same) {
      for (actual, expected) in [(actual, expected), (expected, actual)] {
        let run = try diff(
          option, [try float(padding + [actual])], [try float(padding + [expected])])
        #expect(run.end == .exit(same ? 0 : 1), "\(option)")
        #expect(run.output.isEmpty == same)
        if !same {
          let text = String(decoding: run.output, as: UTF8.self)
          #expect(text.hasPrefix("array 0: 1 of 5001 elements differ (float32 5001, "))
          #expect(text.contains("\n    [5000]: "))
        }
      }
    }
  }

  /// Whichever of the two is larger, in every type.
  @Test(arguments: ElementType.allCases)
  func findsADifferenceInEveryType(_ type: ElementType) throws {
    let arrays = try [0, 1].map { try Tensor.of([1, Double($0), 1], [3], type) }
    for (actual, expected) in [(0, 1), (1, 0)] {
      for options in [[], ["--exact"], ["--ulp", "0"], ["--taps", "1"], ["--atol", "0.5"]] {
        let run = try diff(options, [arrays[actual]], [arrays[expected]])
        #expect(run.end == .exit(1), "\(options)")
        let text = String(decoding: run.output, as: UTF8.self)
        #expect(text.hasPrefix("array 0: 1 of 3 elements differ"))
        #expect(text.contains("\n  largest absolute difference 1.0 at [1]: "))
        #expect(text.contains("\n    [1]: "))
      }
      #expect(try diff(["--atol", "1"], [arrays[actual]], [arrays[expected]]).end == .exit(0))
    }
  }

  @Test func tellsHowManyWhereAndBy() throws {
    let expected = try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3])
    let actual = try Tensor.of([1, 2.5, 3, 4, -5, 6.25], [2, 3])
    let run = try diff(["--show", "2"], [actual], [expected])
    #expect(run.end == .exit(1))
    #expect(
      String(decoding: run.output, as: UTF8.self) == """
        array 0: 3 of 6 elements differ (float32 2×3, |a - e| <= 1e-05 + 1.3e-06*|e|)
          largest absolute difference 10.0 at [1,1]: -5.0 (0xc0a00000), expected 5.0 (0x40a00000)
          largest relative difference 2.0 at [1,1]: -5.0 (0xc0a00000), expected 5.0 (0x40a00000)
          largest ULP difference 2168455168 at [1,1]: -5.0 (0xc0a00000), expected 5.0 (0x40a00000)
          first 2:
            [0,1]: 2.5 (0x40200000), expected 2.0 (0x40000000)
            [1,1]: -5.0 (0xc0a00000), expected 5.0 (0x40a00000)

        """)
    #expect(try diff(["--quiet"], [actual], [expected]).output.isEmpty)
    #expect(try diff(["--quiet"], [actual], [expected]).end == .exit(1))
    #expect(try diff(["--atol", "10"], [actual], [expected]).end == .exit(0))
    #expect(try diff(["--rtol", "1.9"], [actual], [expected]).end == .exit(1))
    #expect(try diff(["--rtol", "2"], [actual], [expected]).end == .exit(0))
  }

  /// Everything that the text tells is there for programs too.
  @Test func writesJSON() throws {
    let expected = try Tensor.of([1, 2, .nan, 4], [2, 2])
    let actual = try Tensor.of([1, .infinity, 3, 4.5], [2, 2])
    let other = try Tensor.of([1], [1], .int8)
    let run = try diff(["--json", "--show", "1"], [actual, other], [expected, expected, other])
    #expect(run.end == .exit(1))
    let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3)
    let first = try #require(JSONValue(parsing: String(lines[0])))
    #expect(first["differing"]?.integer == 3)
    #expect(first["differing_nan"]?.integer == 1)
    #expect(first["count"]?.integer == 4)
    #expect(first["largest_absolute"]?["index"]?.integers == [0, 1])
    #expect(first["largest_absolute"]?["actual"]?.string == "inf")
    #expect(first["tolerance"]?.text == #"{"atol": 1e-05, "rtol": 1.3e-06}"#)
    #expect(
      first["first"]?.text
        == #"[{"index": [0, 1], "actual": "inf", "expected": 2.0, "actual_bits": "0x7f800000", "expected_bits": "0x40000000", "absolute": "inf", "relative": "inf", "ulp": 1065353216}]"#
    )
    #expect(
      lines[1] == #"{"array": 1, "same": false, "dtype": "int8", "expected_dtype": "float32"}"#)
    #expect(lines[2].hasPrefix(#"{"array": 2, "same": false, "ends": "#))
  }

  @Test func shapesTypesAndNumbersOfArraysCount() throws {
    let (a, b) = (try Tensor.of([1, 2], [2]), try Tensor.of([1, 2], [2, 1]))
    func output(_ run: ToolRun) -> String {
      #expect(run.end == .exit(1))
      return String(decoding: run.output, as: UTF8.self)
    }
    #expect(output(try diff([], [a], [b])) == "array 0: shape 2, expected 2×1\n")
    let converted = try a.converted(to: .float64)
    #expect(output(try diff([], [a], [converted])) == "array 0: type float32, expected float64\n")
    #expect(
      output(try diff([], [a, a], [a])).hasSuffix(
        "e.npy has 1 array, \(scratch.path)/a.npy has more\n"))
    #expect(
      output(try diff([], [a], [a, a])).hasSuffix(
        "a.npy has 1 array, \(scratch.path)/e.npy has more\n"))
    #expect(output(try diff(["--exact"], [a, b], [b, b])) == "array 0: shape 2, expected 2×1\n")
  }

  @Test(arguments: [
    (["--exact", "--ulp", "1"], "exclude each other"),
    (["--taps", "0"], "--taps expects a number of at least 1, got 0"),
    (["--taps", "9", "--rtol", "1"], "exclude each other"),
    (["--magnitude", "x"], "--magnitude goes with --taps"),
    (["--atol", "-1"], "--atol expects a number of at least 0"),
    (["--quiet", "--json"], "--quiet excludes"),
    (["--show", "-1"], "--show"),
    (["--taps", "16777216"], "a sum of 16777216 terms has no bound in float32"),
    (["--taps", "9", "--magnitude", "/nowhere"], "cannot open /nowhere"),
  ])
  func troubleIsTwo(_ options: [String], _ message: String) throws {
    let a = try Tensor.of([1, 2], [2])
    let run = try diff(options, [a], [a])
    #expect(run.end == .exit(2))
    #expect(run.error.hasPrefix("tensor: error: "))
    #expect(run.error.contains(message), "\(run.error)")
  }

  @Test func aStreamThatIsCutIsTroubleAndNoDifference() throws {
    let array = try Tensor.of([1, 2, 3], [3]).npy
    let path = try scratch.write("a.npy", array)
    for cut in [0, 7, 100, array.count - 1] {
      let run = try ToolRun.of("tensor", ["diff", "-", path], input: Array(array.prefix(cut)))
      #expect(run.end == .exit(2))
      #expect(run.errorLines.count <= 2 && run.output.isEmpty)
    }
  }
}
