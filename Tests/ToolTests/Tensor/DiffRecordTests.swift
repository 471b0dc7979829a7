import Foundation
import TensorCore
import TestSupport
import Testing

/// `tensor diff --record`: a golden file is written, and nothing passes by it.
@Suite struct DiffRecordTests {
  private let scratch: Scratch
  private let stream: [UInt8]

  init() throws {
    scratch = try Scratch()
    stream = try Tensor.of([1, 2, 3], [3]).npy + Tensor.of([4], [], .int16).npy
  }

  private func record(_ input: [UInt8], to path: String? = nil) throws -> ToolRun {
    try ToolRun.of(
      "tensor", ["diff", "--record", "-", path ?? scratch.file("golden.npy")], input: input)
  }

  @Test func writesAndNeverPasses() throws {
    for _ in 1...2 {
      let run = try record(stream)
      #expect(run.end == .exit(1))
      #expect(run.output.isEmpty)
      #expect(
        run.errorLines.count == 1 && run.error.hasPrefix("tensor: note: recorded 2 arrays in "))
      #expect(try Scratch.read(scratch.file("golden.npy")) == stream)
    }
    let quiet = try ToolRun.of(
      "tensor", ["diff", "--record", "--quiet", "-", scratch.file("golden.npy")], input: stream)
    #expect(quiet.end == .exit(1))
    #expect(quiet.error.isEmpty)
    let check = try ToolRun.of(
      "tensor", ["diff", "--exact", "-", scratch.file("golden.npy")], input: stream)
    #expect(check.end == .exit(0))
  }

  /// What it records may be the file itself.
  @Test func writesInPlace() throws {
    let path = try scratch.write("golden.npy", stream)
    #expect(try ToolRun.of("tensor", ["diff", "--record", path, path]).end == .exit(1))
    #expect(try Scratch.read(path) == stream)
  }

  @Test func damagedStreamsLeaveTheOlderFile() throws {
    let path = try scratch.write("golden.npy", [1, 2, 3])
    for cut in [0, 5, 130, stream.count - 1] {
      let run = try record(Array(stream.prefix(cut)))
      #expect(run.end == .exit(2))
      #expect(run.error.hasPrefix("tensor: error: standard input"))
    }
    #expect(try Scratch.read(path) == [1, 2, 3])
    #expect(scratch.contents == ["golden.npy"])
  }

  @Test func troubleIsTwo() throws {
    #expect(try record(stream, to: "-").end == .exit(2))
    let nowhere = try record(stream, to: scratch.file("no/golden.npy"))
    #expect(nowhere.end == .exit(2))
    #expect(nowhere.error.contains("cannot create"))
    #expect(try record(stream, to: "/dev/full").end == .exit(2))
  }
}
