import TensorCore
import TestSupport
import Testing

/// `tensor gen` beside the formulas of its page.
@Suite struct GeneratorTests {
  /// How far elements may be from those that exact arithmetic gives, rounded once: nothing in
  /// float32, for float64 a few of its own steps where functions and sums are in it.
  private func tolerance(_ name: String) -> Double {
    ["normal-f8": 2, "gaussian-3d": 1][name] ?? 0
  }

  @Test(arguments: try Golden.cases("tensor/gen"))
  func givesWhatTheFormulaGives(_ golden: GoldenCase) throws {
    let expected = try #require(try golden.load()["y"])
    let bytes = try everyWay(golden.command)
    let result = try #require(try TensorStream.read(bytes).first)
    guard tolerance(golden.name) > 0 else {
      #expect(Comparison.difference(result, expected) == nil)
      return
    }
    let bound = expected.values.map { tolerance(golden.name) * $0.magnitude.ulp }
    #expect(Comparison.difference(result, expected, bound: bound) == nil)
  }

  @Test(arguments: ["-1e30", "0:-1e30:1", "5:0", "0:1:-1e-300"])
  func aRangeThatEndsBeforeItsStartIsEmpty(_ range: String) throws {
    let run = try ToolRun.of("tensor", ["gen", "arange", range])
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(try TensorStream.read(run.output).first?.shape.axes == [0])
  }

  /// Whole numbers keep their digits in the types that have them, and ramps that leave int64 go on in float64.
  @Test(arguments: [
    ("constant 9007199254740993 --shape 2 --dtype int64", "9007199254740993 9007199254740993"),
    ("constant 18446744073709551615 --shape 1 --dtype uint64", "18446744073709551615"),
    ("constant 1e3 --shape 1 --dtype int16", "1000"),
    ("constant -0 --shape 1", "-0.0"),
    (
      "arange --start 9007199254740993 --shape 2 --dtype int64",
      "9007199254740993 9007199254740994"
    ),
    (
      "arange --start 9223372036854775800 --step 7 --shape 2 --dtype int64",
      "9223372036854775800 9223372036854775807"
    ),
    (
      "arange 18446744073709551613:18446744073709551615 --dtype uint64",
      "18446744073709551613 18446744073709551614"
    ),
    (
      "arange 9007199254740997:9007199254740992:-3 --dtype int64",
      "9007199254740997 9007199254740994"
    ),
    ("arange 5:0:-3", "5.0 2.0"),
    ("arange 0:3e19:1e19 --dtype float64", "0.0 1e+19 2e+19"),
    ("arange --start 9e18 --step 9e18 --shape 2 --dtype float64", "9e+18 1.8e+19"),
  ]) func keepsEveryDigit(_ command: String, _ first: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let run = try ToolRun.of("tensor", ["gen"] + words)
    #expect(run.end == .exit(0), "\(run.error)")
    let info = try ToolRun.of("tensor", ["info", "--head", "3"], input: run.output)
    let line = String(decoding: info.output, as: UTF8.self).split(separator: "\n").last
    #expect(line == "  first     \(first)")
  }

  /// So narrow that all of the Gaussian underflows; the longest rows of binomials.
  @Test(arguments: [
    ("gaussian --dims 1 --size 2 --sigma 0.012", [0.5, 0.5]),
    ("gaussian --dims 1 --size 4 --sigma 1e-300", [0, 0.5, 0.5, 0]),
    ("gaussian --dims 1 --size 3 --sigma 1e-300", [0, 1, 0]),
    ("dog --dims 1 --size 2 --sigma 0.001", [0, 0]),
    ("gaussian --size 2 --sigma 0.012", [0.25, 0.25, 0.25, 0.25]),
  ]) func narrowFilters(_ command: String, _ expected: [Double]) throws {
    let words = command.split(separator: " ").map(String.init)
    let run = try ToolRun.of("tensor", ["gen"] + words)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(try TensorStream.read(run.output).first?.values == expected)
  }

  @Test func theLongestDerivative() throws {
    let run = try ToolRun.of(
      "tensor", ["gen", "sobel-x", "--dims", "1", "--size", "1031", "--dtype", "float64"])
    #expect(run.end == .exit(0), "\(run.error)")
    let values = try #require(try TensorStream.read(run.output).first).values
    #expect(values.first == -1 && values.allSatisfy(\.isFinite))
  }

  /// Ends whose distance is more than float64 has.
  @Test func theWidestUniformNumbersAreFinite() throws {
    func values(_ range: String) throws -> [Double] {
      let run = try ToolRun.of(
        "tensor", ["gen", "uniform", range, "--shape", "1000", "--dtype", "float64"])
      #expect(run.end == .exit(0), "\(run.error)")
      return try #require(try TensorStream.read(run.output).first).values
    }
    let wide = try values("-1.5e308:1.5e308")
    #expect(wide == (try values("-0.75e308:0.75e308")).map { 2 * $0 })
    #expect(wide.allSatisfy(\.isFinite) && wide.contains { $0 > 1e308 })
  }

  /// The same bytes under each instruction set and with one to three threads.
  private func everyWay(_ command: [String]) throws -> [UInt8] {
    let takesThreads = !["gaussian", "log", "dog", "gabor"].contains(command[1])
    return try Executions.agreed { execution in
      let threads = takesThreads ? ["--threads", "\(execution.threads)"] : []
      let run = try ToolRun.of(
        "tensor", command + threads,
        environment: ["CONVPIPE_CPU": execution.instructionSet.rawValue])
      #expect(run.end == .exit(0), "\(run.error)")
      return run.output
    }
  }

  /// More than the blocks that threads take at once, and not a multiple of them.
  @Test(arguments: ["uniform", "normal", "kaiming-uniform"])
  func manyElementsAreTheSameInParallel(_ kind: String) throws {
    _ = try everyWay(["gen", kind, "--shape", "331,1009", "--seed", "11"])
  }

  /// Element i does not depend on how many there are, and each array of a stream has its own.
  @Test func anElementDependsOnItsNumberAlone() throws {
    func values(_ arguments: String...) throws -> [[Double]] {
      let run = try ToolRun.of("tensor", ["gen", "normal"] + arguments)
      return try TensorStream.read(run.output).map(\.values)
    }
    let long = try values("--shape", "70000", "--count", "2")
    #expect(try values("--shape", "33")[0] == Array(long[0].prefix(33)))
    #expect(try values("--shape", "7,5")[0] == Array(long[0].prefix(35)))
    #expect(long[0] != long[1])
    #expect(try values("--shape", "3", "--seed", "1")[0] != Array(long[0].prefix(3)))
  }

  @Test func putsTheOneInItsPlace() throws {
    func values(_ arguments: String...) throws -> [Double] {
      let run = try ToolRun.of("tensor", ["gen", "delta"] + arguments)
      #expect(run.end == .exit(0), "\(run.error)")
      return try #require(try TensorStream.read(run.output).first).values
    }
    #expect(try values("--shape", "2,3") == [0, 0, 0, 0, 1, 0])
    #expect(try values("--shape", "2,3", "--at", "0,2", "--dtype", "int8") == [0, 0, 1, 0, 0, 0])
    #expect(try values("--shape", "") == [1])
    #expect(try values("--shape", "0,3") == [])
  }

  @Test(arguments: [
    (["delta"], "--shape is missing"),
    (
      ["delta", "--shape", "2,3", "--at", "2,0"],
      "--at expects a place in an array of 2×3, got '2,0'"
    ),
    (["delta", "--shape", "2,3", "--at", "1"], "--at expects a place in an array of 2×3, got '1'"),
    (
      ["constant", "9223372036854775808", "--shape", "1", "--dtype", "int64"],
      "9223372036854775808 does not fit the element type int64"
    ),
    (
      ["arange", "--start", "9223372036854775807", "--shape", "2", "--dtype", "int64"],
      "9223372036854775808 does not fit the element type int64"
    ),
    (
      ["arange", "--start", "1e308", "--step", "1e308", "--shape", "2", "--dtype", "float64"],
      "the last element does not fit the element type float64"
    ),
    (
      ["normal", "--mean", "1e300", "--shape", "1"],
      "normal numbers up to 1e+300 do not fit the element type float32"
    ),
    (
      ["normal", "--std", "1e308", "--shape", "1", "--dtype", "float64"],
      "normal numbers up to inf do not fit the element type float64"
    ),
    (
      ["sobel-x", "--size", "101"], "does not fit the element type float32"
    ),
    (
      ["sobel-x", "--size", "1029", "--dtype", "float64"],
      "sobel along axis 1 has an element of -inf with these options, expected finite ones"
    ),
    (
      ["sobel-x", "--size", "1031,3"],
      "sobel along axis 1 can have sizes up to 1029, for which float64 holds its elements, got 1031×3"
    ),
    (
      ["sobel-x", "--dims", "1", "--size", "200001"],
      "sobel along axis 0 can have sizes up to 1031, for which float64 holds its elements, got 200001"
    ),
    (
      ["log", "--sigma", "1e-100"],
      "log has an element of nan with these options, expected finite ones"
    ),
    (
      ["gabor", "--wavelength", "1e-300"],
      "gabor has an element of nan with these options, expected finite ones"
    ),
    (
      ["sharpen", "--amount", "50000", "--dtype", "float16"],
      "200001.0 does not fit the element type float16"
    ),
    (["gabor", "--dims", "1"], "gabor needs --dims 2, got 1"),
    (
      ["gabor", "--wavelength", "0"],
      "--wavelength expects a number above 0 and below 1000000, got '0'"
    ),
    (["gabor", "--theta", "inf"], "--theta expects degrees, got 'inf'"),
    (["log", "--sigma", "1e5"], "log can have 16777216 elements at most, got 800001×800001"),
    (["dog", "--dtype", "int8"], "does not fit the element type int8"),
    (
      ["uniform", "--shape", "3", "--dtype", "float64", "--", "-1e309:1"],
      "uniform expects two ascending numbers LOW:HIGH, such as -1:1, got '-1e309:1'"
    ),
    (
      ["uniform", "--shape", "3", "1:-1"],
      "uniform expects two ascending numbers LOW:HIGH, such as -1:1, got '1:-1'"
    ),
    (
      ["integers", "--shape", "3", "0.5:2"],
      "integers expects two ascending whole numbers LOW:HIGH, such as -1:1, got '0.5:2'"
    ),
    (["sobel-x", "--dims", "4"], "--dims expects a number from 1 to 3, got 4"),
    (["kaiming-normal"], "--shape is missing"),
    (
      ["kaiming-normal", "--shape", "3"],
      "a weight has 2 to 5 axes (I, O and space), --shape has 1: 3"
    ),
    (
      ["kaiming-normal", "--shape", "3,4", "--fan", "up"], "--fan expects one of in, out, got 'up'"
    ),
    (
      ["kaiming-normal", "--shape", "3,4", "--weight-layout", "OIHW"],
      "layout 'OIHW' is not an order of the letters IO"
    ),
    (
      ["xavier-uniform", "--shape", "3,4", "--dtype", "int8"],
      "uniform numbers need a floating-point type, got int8"
    ),
    (["xavier-normal", "--shape", "3,4", "--gain", "-1"], "--gain expects a number above 0"),
  ])
  func refusesWhatCannotBe(_ arguments: [String], _ message: String) throws {
    let run = try ToolRun.of("tensor", ["gen"] + arguments)
    #expect(run.end == .exit(64))
    #expect(run.output.isEmpty)
    #expect(run.errorLines.first?.hasPrefix("tensor: error: ") == true)
    #expect(run.error.contains(message), "\(run.error)")
  }
}
