import TensorCore
import TestSupport
import Testing

/// `--` ends the options of the verbs that take a value first, as of all other tools.
@Suite struct VerbArgumentsTests {
  @Test(arguments: [
    "slice -- -1 x.npy", "slice -1 -- x.npy", "map -- -x x.npy", "map -- -floor(x) x.npy",
    "flip -- -1 x.npy", "reshape -- -1 x.npy", "permute 1,0 -- x.npy",
    "gen arange --dtype float64 -- -3:6:2",
  ])
  func theWordThatEndsOptionsIsNoValue(_ command: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("x.npy", try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3]).npy)
    let words = command.split(separator: " ").map(String.init)
    let found = try ToolRun.of("tensor", words, directory: scratch.path)
    let expected = try ToolRun.of(
      "tensor", words.filter { $0 != "--" }, directory: scratch.path)
    #expect(expected.end == .exit(0), "\(expected.error)")
    #expect(found.end == .exit(0), "\(found.error)")
    #expect(found.output == expected.output && !found.output.isEmpty)
  }

  /// Letters behind a minus at the start of a value are no options, whichever they are; options keep their values.
  @Test(arguments: [
    (["slice", "-1, None"], ["slice", "-1,newaxis"]),
    (["slice", "-1:, None, ..."], ["slice", "1:2,newaxis,..."]),
    (["slice", "-o=y.npy", "-2:, None"], ["slice", "0:,newaxis", "--output", "y.npy"]),
    (["map", "--verbose", "--threads", "1", "-floor(x)"], ["map", "0-floor(x)"]),
    (["map", "-o", "y.npy", "-floor(x)"], ["map", "0-floor(x)", "-o", "y.npy"]),
  ]) func lettersBehindAMinusAreNoOptions(_ words: [String], _ plain: [String]) throws {
    let x = try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3]).npy
    func result(_ words: [String]) throws -> (output: [UInt8], file: [UInt8]?) {
      let scratch = try Scratch()
      let run = try ToolRun.of("tensor", words, input: x, directory: scratch.path)
      #expect(run.end == .exit(0), "\(run.error)")
      return (run.output, try? Scratch.read(scratch.file("y.npy")))
    }
    let (found, expected) = (try result(words), try result(plain))
    #expect(found.output == expected.output && found.file == expected.file)
    #expect(!found.output.isEmpty || found.file != nil)
  }

  /// Values with spaces, and without a character.
  @Test(
    arguments: [
      (
        ["slice", "1 0:2"], 64,
        "slice '1 0:2', column 1: expected a number, start:stop:step, ... or newaxis"
      ),
      (
        ["slice", "0, 1 0"], 64,
        "slice '0, 1 0', column 4: expected a number, start:stop:step, ... or newaxis"
      ),
      (["flip", "1 0"], 64, "AXES expects whole numbers such as 0,1, got '1 0'"),
      (["reshape", ""], 65, "cannot reshape 2×3 with 6 elements to a scalar"),
    ] as [([String], Int32, String)])
  func valuesThatAreNone(_ words: [String], _ code: Int32, _ line: String) throws {
    let run = try ToolRun.of(
      "tensor", words, input: try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3]).npy)
    #expect(run.end == .exit(code))
    #expect(run.error == "tensor: error: \(line)\n")
  }

  @Test func spacesAroundNumbers() throws {
    let x = try Tensor.of([1, 2, 3, 4, 5, 6], [2, 3]).npy
    for (spaced, plain) in [
      (["slice", " 1 , 0 : -1 : 2 "], ["slice", "1,0:-1:2"]),
      (["flip", " 0 , -1 "], ["flip", "0,-1"]),
    ] {
      let found = try ToolRun.of("tensor", spaced, input: x)
      #expect(found.end == .exit(0), "\(found.error)")
      #expect(try ToolRun.of("tensor", plain, input: x).output == found.output)
    }
  }

  @Test func whatFollowsIsNoOption() throws {
    let scratch = try Scratch()
    _ = try scratch.write("--x.npy", try Tensor.of([1, 2, 3], [3]).npy)
    let found = try ToolRun.of("tensor", ["slice", "0", "--", "--x.npy"], directory: scratch.path)
    #expect(found.end == .exit(0), "\(found.error)")
    let refused = try ToolRun.of("tensor", ["slice", "0", "--x.npy"], directory: scratch.path)
    #expect(refused.end == .exit(64))
  }
}
