import Foundation
import TensorCore
import TestSupport
import Testing

/// `tensor unpack` as its users run it.
@Suite struct UnpackTests {
  private func unpack(
    _ file: String, _ arguments: [String] = [], directory: String? = nil
  ) throws -> ToolRun {
    try ToolRun.of(
      "tensor", ["unpack", Golden.path("archives/\(file)")] + arguments, directory: directory)
  }

  @Test func listsTypeShapeAndName() throws {
    let run = try unpack("layer.safetensors")
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(
      String(decoding: run.output, as: UTF8.self) == """
        float32  8        conv1.bias
        float16  8×3×3×3  conv1.weight

        """)
    let bfloat16 = try unpack("bfloat16.safetensors")
    #expect(
      String(decoding: bfloat16.output, as: UTF8.self) == """
        float32   2      scale
        bfloat16  443×4  norm.weight

        """)
  }

  /// What cannot be extracted is listed all the same.
  @Test func listsWhatIsNoArrayOfAStream() throws {
    let run = try unpack("mixed.npz")
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(
      String(decoding: run.output, as: UTF8.self) == """
        float32   3  x
        <c8       -  complex
        |O        -  object
        no array  -  notes.txt
        no array  -  empty

        """)
    let x = try unpack("mixed.npz", ["x"])
    #expect(try TensorStream.read(x.output).map(\.values) == [[0, 1, 2]])
  }

  @Test func foldersAreNoArrays() throws {
    let list = try unpack("folders.npz")
    #expect(list.end == .exit(0), "\(list.error)")
    #expect(String(decoding: list.output, as: UTF8.self) == "float32  3  layer/x\n")
    let all = try unpack("folders.npz", ["--all"])
    #expect(all.end == .exit(0), "\(all.error)")
    #expect(try TensorStream.read(all.output).map(\.values) == [[0, 1, 2]])
  }

  /// No hint that a tool in a pipeline may have failed: there is none before a file.
  @Test func nothingInAnArchive() throws {
    let scratch = try Scratch()
    let end: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
    _ = try scratch.write("none.npz", end)
    _ = try scratch.write("none.safetensors", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8))
    for file in ["none.npz", "none.safetensors"] {
      let run = try ToolRun.of("tensor", ["unpack", file, "--all"], directory: scratch.path)
      #expect(run.end == .exit(65))
      #expect(run.error == "tensor: error: \(file) holds no array\n")
    }
    let run = try unpack("mixed.npz", ["empty"], directory: scratch.path)
    #expect(run.end == .exit(65))
    #expect(run.error.hasSuffix("mixed.npz: 'empty.npy' is empty, expected an array\n"))
    #expect(run.errorLines.count == 1)
  }

  /// Of a deflated member those that it has in the file.
  @Test func bytesAreThoseInTheFile() throws {
    let deflated = try unpack("large.npz", ["--json"])
    let size = try Scratch.read(Golden.path("archives/large.npz")).count
    let line = String(decoding: deflated.output, as: UTF8.self)
    let bytes = try #require(line.split(separator: "\"bytes\": ").last?.dropLast(2))
    #expect(try #require(Int(bytes)) < size)
  }

  @Test func listsJSON() throws {
    let run = try unpack("bfloat16.safetensors", ["--json"])
    #expect(
      String(decoding: run.output, as: UTF8.self) == """
        {"name": "scale", "stored": "float32", "dtype": "float32", "shape": [2], "bytes": 8}
        {"name": "norm.weight", "stored": "bfloat16", "dtype": "float32", "shape": [443, 4], "bytes": 3544}

        """)
  }

  @Test func extractsToAFileOrAPipe() throws {
    let scratch = try Scratch()
    let expected = try Scratch.read(Golden.path("archives/saved.npy"))
    let toPipe = try unpack("deflated.npz", ["--all"])
    #expect(toPipe.end == .exit(0), "\(toPipe.error)")
    #expect(Comparison.difference(toPipe.output, expected) == nil)
    let toFile = try unpack("deflated.npz", ["--all", "-o", "all.npy"], directory: scratch.path)
    #expect(toFile.end == .exit(0) && toFile.output.isEmpty)
    #expect(try Scratch.read(scratch.file("all.npy")) == expected)
  }

  @Test func readsStandardInputThatIsAFile() throws {
    let path = Golden.path("archives/saved.npz")
    let run = try ToolRun.of(
      "/bin/sh",
      ["-c", "exec \(BuildProducts.path(of: "tensor")) unpack - Größe < \"$0\"", path])
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(try TensorStream.read(run.output).map(\.shape.axes) == [[3]])
  }

  /// Weights in PyTorch's order, straight out of a network's file.
  @Test func weightsForConv() throws {
    let tensor = BuildProducts.path(of: "tensor")
    let archive = Golden.path("archives/layer.safetensors")
    let run = try ToolRun.of(
      "/bin/bash",
      [
        "-c",
        """
        exec \(BuildProducts.path(of: "conv")) -w <(\(tensor) unpack "$0" conv1.weight) \
          -b <(\(tensor) unpack "$0" conv1.bias) --weight-layout OIHW --padding 1
        """, archive,
      ], input: try Scratch.read(Golden.path("archives/layer-x.npy")))
    #expect(run.end == .exit(0), "\(run.error)")
    let expected = try Scratch.read(Golden.path("archives/layer-y.npy"))
    #expect(Comparison.difference(run.output, expected) == nil)
  }

  struct Wrong: Sendable, CustomStringConvertible {
    let arguments: String
    let code: Int32
    let line: String
    var description: String { arguments }
  }

  @Test(arguments: [
    Wrong(arguments: "", code: 64, line: "missing expected argument '<file>'"),
    Wrong(
      arguments: "layer.safetensors --all conv1.bias", code: 64,
      line: "--all extracts every array, expected no NAME beside it: 'conv1.bias'"),
    Wrong(
      arguments: "layer.safetensors --json conv1.bias", code: 64,
      line: "--json lists arrays, it extracts none"),
    Wrong(
      arguments: "layer.safetensors -o out.npy", code: 64,
      line: "-o takes extracted arrays, expected a NAME or --all"),
    Wrong(
      arguments: "layer.safetensors conv1.bias conv2.bias", code: 65,
      line: "layer.safetensors holds no array 'conv2.bias', only 'conv1.bias', 'conv1.weight'"),
    Wrong(
      arguments: "saved.npz weight", code: 65,
      line:
        "saved.npz holds no array 'weight', only 'bool.weight', 'int8.weight', 'int16.weight', 'int32.weight', 'int64.weight' and 18 more"
    ),
    Wrong(
      arguments: "saved.npy", code: 65,
      line:
        "saved.npy is neither an .npz nor a .safetensors file: it starts with 93 4e 55 4d 50 59 01 00"
    ),
    Wrong(
      arguments: "mixed.npz complex", code: 65,
      line:
        "mixed.npz member 'complex.npy': array 0 has elements of type <c8, expected bool, integers or floats of 8 to 64 bits"
    ),
    Wrong(
      arguments: "mixed.npz notes.txt", code: 65,
      line:
        "mixed.npz member 'notes.txt': array 0 does not start with the NPY magic, found 6e 6f 20 61 72 72"
    ),
    Wrong(
      arguments: "missing.npz", code: 66,
      line: "cannot open missing.npz: no such file or directory"),
    Wrong(arguments: ".", code: 66, line: "cannot read .: it is a directory"),
    Wrong(
      arguments: "-", code: 64,
      line: "standard input is not a regular file, expected one: archives are read from their ends"),
    Wrong(
      arguments: "layer.safetensors --all -o missing/out.npy", code: 73,
      line: "cannot create missing/out.npy: no such file or directory"),
    Wrong(
      arguments: "saved.npz --all -o /dev/full", code: 74,
      line: "writing /dev/full failed: no space left on device"),
  ]) func saysWhatWasExpectedAndFound(_ wrong: Wrong) throws {
    let arguments = wrong.arguments.split(separator: " ").map(String.init)
    let run = try ToolRun.of(
      "tensor", ["unpack"] + arguments, directory: Golden.path("archives"))
    #expect(run.end == .exit(wrong.code), "\(run.error)")
    #expect(run.errorLines.first.map(String.init) == "tensor: error: \(wrong.line)")
    #expect(run.errorLines.dropFirst().allSatisfy { $0.hasPrefix("tensor: hint: ") })
    #expect(run.output.isEmpty)
  }

  @Test func arraysAreNotWrittenToATerminal() throws {
    let (screen, line) = try ToolProcess.terminal()
    defer {
      close(screen)
      close(line)
    }
    let run = try ToolRun.of(
      "tensor", ["unpack", Golden.path("archives/layer.safetensors"), "conv1.bias"],
      outputStream: .descriptor(line))
    #expect(run.end == .exit(64))
    #expect(run.errorLines.first == "tensor: error: refusing to write binary data to a terminal")
  }
}
