import Foundation
import TensorCore
import TestSupport
import Testing

/// `tensor pack` as its users run it, beside the files of the Python packages.
@Suite struct PackTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func tensor(_ arguments: [String], input: [UInt8] = []) throws -> ToolRun {
    try ToolRun.of("tensor", arguments, input: input, directory: scratch.path)
  }

  private func golden(_ file: String) throws -> [UInt8] {
    try Scratch.read(Golden.path("archives/\(file)"))
  }

  /// The names of an archive's arrays, from what `unpack` lists.
  private func names(_ file: String) throws -> String {
    let run = try tensor(["unpack", "--json", file])
    #expect(run.end == .exit(0), "\(run.error)")
    return try String(decoding: run.output, as: UTF8.self).split(separator: "\n").map {
      try #require(JSONValue(parsing: String($0))?["name"]?.string)
    }.joined(separator: ",")
  }

  /// From a pipe and from a file: the bytes of numpy.savez and of safetensors.
  @Test(arguments: [
    ("saved.npz", "saved.npy", [String]()),
    ("saved.safetensors", "sorted.npy", ["--metadata", "made by=safetensors \"0.8\""]),
  ]) func writesWhatPythonWrites(_ file: String, _ arrays: String, _ more: [String]) throws {
    let names = try names(Golden.path("archives/\(file)"))
    let expected = try golden(file)
    let input = try golden(arrays)
    _ = try scratch.write("in.npy", input)
    for source in [[], ["in.npy"]] {
      let run = try tensor(["pack", "--names", names, "-o", file] + more + source, input: input)
      #expect(run.end == .exit(0), "\(run.error)")
      #expect(run.output.isEmpty)
      #expect(Comparison.difference(try Scratch.read(scratch.file(file)), expected) == nil)
    }
  }

  /// Arrays of many files in any order come to lie as the library has them.
  @Test func filesInAnyOrder() throws {
    var generator = SeededGenerator.forTest("pack order")
    let names = try names(Golden.path("archives/saved.safetensors")).split(separator: ",")
    let arrays = try TensorStream.read(try golden("sorted.npy"))
    var words: [String] = []
    for (number, name) in names.enumerated() {
      // A name with a slash is written before a file by --names only.
      guard !name.contains("/") else { continue }
      _ = try scratch.write("\(number).npy", arrays[number].npy)
      words.append("\(name)=\(number).npy")
    }
    let files = ["one.safetensors", "two.safetensors"]
    for file in files {
      words.shuffle(using: &generator)
      let run = try tensor(["pack", "-o", file] + words)
      #expect(run.end == .exit(0), "\(run.error)")
    }
    #expect(try Scratch.read(scratch.file(files[0])) == Scratch.read(scratch.file(files[1])))
    let all = try tensor(["unpack", files[0], "--all"])
    let expected = zip(names, arrays).filter { !$0.0.contains("/") }.flatMap(\.1.npy)
    #expect(Comparison.difference(all.output, expected) == nil)
  }

  /// Arrays of one stream come to lie in another order than they have there.
  @Test(arguments: ["a pipe", "a file", "standard input that is a file"])
  func arraysInAnotherOrder(_ source: String) throws {
    let types: [ElementType] = [.int8, .float32, .float64, .float32, .uint8]
    let arrays = try types.enumerated().map { try Tensor.of([Double($0), 7], [2], $1) }
    let stream = arrays.flatMap(\.npy)
    let path = try scratch.write("in.npy", stream)
    let command = ["pack", "--names", "a,c,d,b,e", "-o", "out.safetensors"]
    let run =
      switch source {
      case "a pipe": try tensor(command, input: stream)
      case "a file": try tensor(command + ["in.npy"])
      default:
        try ToolRun.of(
          "tensor", command, directory: scratch.path, inputStream: .file(path))
      }
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(try names("out.safetensors") == "d,b,c,a,e")
    let back = try tensor(["unpack", "out.safetensors", "a", "c", "d", "b", "e"])
    #expect(Comparison.difference(back.output, stream) == nil)
  }

  /// Into a pipe sizes follow the members, as savez has it there.
  @Test func intoAPipe() throws {
    let names = try names(Golden.path("archives/saved.npz"))
    let run = try tensor(
      ["pack", "--format", "npz", "--names", names], input: try golden("saved.npy"))
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(Comparison.difference(run.output, try golden("piped.npz")) == nil)
  }

  /// What is deflated depends on zlib: it has to be smaller, and come back.
  @Test func deflated() throws {
    let archive = Golden.path("archives/large.npz")
    let large = try tensor(["unpack", archive, "large"])
    _ = try scratch.write("large.npy", large.output)
    for output in [["-o", "out.npz"], ["--format", "npz"]] {
      let run = try tensor(["pack", "--deflate", "large.npy"] + output)
      #expect(run.end == .exit(0), "\(run.error)")
      if output[0] != "-o" { _ = try scratch.write("out.npz", run.output) }
      #expect(try Scratch.read(scratch.file("out.npz")).count < large.output.count / 100)
      let back = try tensor(["unpack", "out.npz", "large"])
      #expect(back.end == .exit(0), "\(back.error)")
      #expect(back.output == large.output)
    }
  }

  @Test func namesOfFilesAndOfStandardInput() throws {
    let array = try Tensor.of([1, 2], [2]).npy
    _ = try scratch.write("conv1.weight.npy", array)
    _ = try scratch.write("b", array)
    let run = try tensor(
      ["pack", "./conv1.weight.npy", "b", "bias=b", "-", "-o", "out.npz"], input: array + array)
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(
      try names("out.npz") == "conv1.weight,b,bias,arr_0,arr_1")
  }

  /// A file of the whole name goes before a name with a slash.
  @Test func namesWithSlashes() throws {
    let array = try Tensor.of([1, 2], [2]).npy
    _ = try scratch.write("w.npy", array)
    _ = try scratch.write("a=w.npy", array)
    let run = try tensor(["pack", "layer1/kernel=w.npy", "./a=w.npy", "a=w.npy", "-o", "out.npz"])
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(try names("out.npz") == "layer1/kernel,a=w,a")
  }

  @Test(
    arguments: [
      ("", 64, "expected -o FILE.npz, -o FILE.safetensors or --format, got none"),
      ("x.npy -o old", 64, "expected -o FILE.npz, -o FILE.safetensors or --format, got -o old"),
      ("x.npy -o old --format zip", 64, "--format expects npz or safetensors, got 'zip'"),
      ("x.npy x=b.npy -o old.npz", 64, "x is given twice"),
      ("--names x,x two.npy -o old.npz", 64, "--names expects each name once, got 'x,x'"),
      ("--names x y=x.npy -o old.npz", 64, "--names names all arrays, 'y=x.npy' names one too"),
      (
        "- - -o old.npz", 64,
        "standard input can be read once, got it 2 times"
      ),
      (
        "x.npy --metadata a=b -o old.npz", 64,
        "--metadata is for .safetensors files, an .npz file has no place for it"
      ),
      (
        "x.npy --deflate -o old.safetensors", 64,
        "--deflate is for .npz files, .safetensors files are not compressed"
      ),
      ("x.npy --metadata a -o old.safetensors", 64, "--metadata expects KEY=TEXT, got 'a'"),
      ("x.npy --metadata a=b --metadata a=c -o old.safetensors", 64, "--metadata a is given twice"),
      ("=x.npy -o old.npz", 64, "an array cannot be named '': expected a character at least"),
      (
        "__metadata__=x.npy -o old.safetensors", 64,
        "an array cannot be named '__metadata__': the format uses it itself"
      ),
      (
        "x.npy two.npy -o old.npz", 65,
        "two.npy holds more than one array, expected one to be named two"
      ),
      ("arr_1=x.npy - -o old.npz", 65, "two arrays would be named arr_1"),
      (
        "--names a two.npy -o old.npz", 65,
        "the streams have more arrays than the 1 names of --names"
      ),
      ("--names a,b,c two.npy -o old.npz", 65, "the streams have 2 arrays, --names has 3 names"),
      (
        "x.npy cut.npy -o old.npz", 65,
        "cut.npy: array 0 is truncated: expected 8 bytes of elements, got 7"
      ),
      (
        "x.npy cut.npy -o old.safetensors", 65,
        "cut.npy: array 0 is truncated: expected 8 bytes of elements, got 7"
      ),
      ("nothing.npy -o old.safetensors", 65, "nothing.npy holds no array"),
      ("missing.npy -o old.npz", 66, "cannot open missing.npy: no such file or directory"),
      ("x.npy -o missing/old.npz", 73, "cannot create missing/old.npz: no such file or directory"),
      ("x.npy --format npz -o /dev/full", 74, "writing /dev/full failed: no space left on device"),
      (
        "x.npy --format safetensors -o /dev/full", 74,
        "writing /dev/full failed: no space left on device"
      ),
    ] as [(String, Int32, String)])
  func saysWhatWasExpectedAndFound(_ arguments: String, _ code: Int32, _ line: String) throws {
    let array = try Tensor.of([1, 2], [2]).npy
    for (name, bytes) in [
      ("x.npy", array), ("b.npy", array), ("two.npy", array + array),
      ("cut.npy", array.dropLast()), ("nothing.npy", []), ("old", [1]), ("old.npz", [2]),
      ("old.safetensors", [3]),
    ] { _ = try scratch.write(name, bytes) }
    let before = scratch.contents
    let run = try tensor(
      ["pack"] + arguments.split(separator: " ").map(String.init), input: array + array)
    #expect(run.end == .exit(code), "\(run.error)")
    #expect(run.errorLines.first.map(String.init) == "tensor: error: \(line)")
    #expect(run.errorLines.dropFirst().allSatisfy { $0.hasPrefix("tensor: hint: ") })
    #expect(run.output.isEmpty)
    #expect(scratch.contents == before)
    for (name, bytes) in [("old", [1]), ("old.npz", [2]), ("old.safetensors", [3])] {
      #expect(try Scratch.read(scratch.file(name)) == bytes.map(UInt8.init))
    }
  }
}
