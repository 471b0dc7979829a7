import TensorArchives
import TensorCore
import TestSupport
import Testing

/// Files that the Python packages wrote: see Tests/Golden/make_archives.py.
@Suite struct ArchiveReadingTests {
  static let files = [
    ("saved.npz", "saved.npy"), ("deflated.npz", "saved.npy"), ("piped.npz", "saved.npy"),
    ("zip64.npz", "saved.npy"), ("forms.npz", "forms.npy"), ("saved.safetensors", "sorted.npy"),
    ("bfloat16.safetensors", "bfloat16.npy"),
  ]

  /// Bytes of the arrays with these names, as a stream.
  private func extract(_ names: [String], from archive: any TensorArchive) throws -> [UInt8] {
    let scratch = try Scratch()
    let writer = try TensorWriter(path: scratch.file("out.npy"))
    for name in names { try archive.extract(name, to: writer) }
    try writer.finish()
    return try Scratch.read(scratch.file("out.npy"))
  }

  @Test(arguments: files) func givesTheArraysThatWerePutIn(_ file: String, _ arrays: String) throws
  {
    let archive = try TensorArchives.open(Golden.path("archives/\(file)"))
    let found = try extract(archive.arrayNames, from: archive)
    let expected = try Scratch.read(Golden.path("archives/\(arrays)"))
    #expect(Comparison.difference(found, expected) == nil)
  }

  @Test(arguments: files) func describesThem(_ file: String, _ arrays: String) throws {
    let archive = try TensorArchives.open(Golden.path("archives/\(file)"))
    let expected = try TensorStream.read(path: Golden.path("archives/\(arrays)"))
    let found = try archive.arrayNames.map { try archive.description(of: $0) }
    #expect(found.map(\.elementType) == expected.map(\.elementType))
    #expect(found.map(\.axes) == expected.map(\.shape.axes))
  }

  @Test func inAnyOrderAndAgain() throws {
    for file in ["saved.npz", "deflated.npz", "saved.safetensors"] {
      let archive = try TensorArchives.open(Golden.path("archives/\(file)"))
      let names = ["shape.6", "Größe", "bool.weight", "a b/c", "shape.6"]
      let arrays = try TensorStream.read(try extract(names, from: archive))
      #expect(arrays.map(\.shape.axes) == [[7, 11], [3], [], [4], [7, 11]])
      #expect(arrays.map(\.elementType) == [.float32, .float64, .bool, .int16, .float32])
    }
  }

  /// A member's own name is as good as the array's.
  @Test func membersAreFoundByTheirFileNames() throws {
    let archive = try TensorArchives.open(Golden.path("archives/saved.npz"))
    #expect(try extract(["shape.6.npy"], from: archive) == extract(["shape.6"], from: archive))
    // savez calls the array `conv.npy` itself `conv.npy.npy`.
    #expect(try extract(["conv.npy"], from: archive) == extract(["conv.npy.npy"], from: archive))
  }

  /// Larger than what is inflated at a time.
  @Test func aLargeOne() throws {
    let archive = try TensorArchives.open(Golden.path("archives/large.npz"))
    let arrays = try TensorStream.read(try extract(["large"], from: archive))
    #expect(arrays[0].shape.axes == [700, 1000])
    let expected = (0..<700_000).map { $0 / 1000 % 7 == 0 && $0 % 1000 % 13 == 0 ? 1.0 : 0 }
    #expect(arrays[0].values == expected)
  }
}
