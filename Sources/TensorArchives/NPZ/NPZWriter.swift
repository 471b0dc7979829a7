import TensorCore

/// Writes an `.npz` file, byte for byte as `numpy.savez` (or, deflated, as `savez_compressed` with
/// the same zlib). A piece of an array is in memory at a time.
public final class NPZWriter {
  private let zip: ZipWriter

  /// - Parameters:
  ///   - path: as of `ByteWriter`.
  ///   - deflate: whether to compress.
  /// - Throws: `StreamError.cannotCreate`, `.outputIsTerminal`.
  public init(path: String?, deflate: Bool) throws(StreamError) {
    zip = ZipWriter(try ByteWriter(path: path), deflate: deflate)
  }

  /// Whether an array can have a name.
  ///
  /// - Throws: `ArchiveError.name`.
  public static func check(_ name: String) throws(ArchiveError) {
    guard !name.isEmpty else { throw .name(name, reason: "expected a character at least") }
    guard !name.utf8.contains(0) else { throw .name(name, reason: "it has a NUL in it") }
    let longest = 0xFFFF - NPZArchive.suffix.count
    guard name.utf8.count <= longest else {
      throw .name(
        name.prefix(20) + "…",
        reason: "it has \(name.utf8.count) bytes, expected \(longest) at most")
    }
  }

  /// Adds the array.
  ///
  /// - Throws: `StreamError`, `MemoryError`.
  public func add(_ name: String, _ array: PendingArray) throws {
    let header = array.header
    try zip.beginMember(Array((name + NPZArchive.suffix).utf8))
    try zip.write(NPYHeader(elementType: header.elementType, shape: header.shape).encoded)
    try array.reader.read(count: array.reader.remaining) { (bytes) throws(StreamError) in
      try zip.write(bytes)
    }
    try zip.endMember()
  }

  /// The archive is whole: a file gets its name.
  public func finish() throws(StreamError) { try zip.finish() }
}
