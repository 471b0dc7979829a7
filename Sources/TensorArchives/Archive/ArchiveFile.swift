import SystemPackage
import TensorCore

/// A regular file that is read at any place, a piece at a time. What is in it never decides how
/// much memory is taken: only its size, which is known, and constants do.
final class ArchiveFile {
  /// The file's name in messages.
  let name: String
  let byteCount: Int
  private let file: FileDescriptor
  private let closes: Bool

  /// Opens `path`, or standard input for `-`.
  ///
  /// - Throws: `StreamError.cannotOpen`, `.isDirectory`, `ArchiveError.notAFile`.
  init(path: String) throws {
    closes = path != "-"
    name = closes ? path : "standard input"
    do {
      file = closes ? try FileDescriptor.open(FilePath(path), .readOnly) : .standardInput
    } catch {
      throw StreamError.cannotOpen(stream: path, error as? Errno ?? .ioError)
    }
    let status = OperatingSystem.status(file)
    byteCount = status?.size ?? 0
    guard status?.kind != .directory else { throw StreamError.isDirectory(stream: name) }
    guard status?.kind == .regular else { throw ArchiveError.notAFile(archive: name) }
  }

  deinit { if closes { try? file.close() } }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// - Throws: `StreamError.readFailed`, `.damaged` if the file has become shorter.
  func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(StreamError) {
    var done = 0
    while done < target.count {
      let count: Int
      do {
        count = try file.read(
          fromAbsoluteOffset: Int64(offset + done),
          into: UnsafeMutableRawBufferPointer(rebasing: target[done...]))
      } catch {
        throw .readFailed(stream: name, error as? Errno ?? .ioError)
      }
      guard count > 0 else {
        throw .damaged(stream: name, reason: "it now ends at byte \(offset + done)")
      }
      done += count
    }
  }

  /// A few bytes.
  ///
  /// - Precondition: the file has them.
  func bytes(at offset: Int, _ count: Int) throws(StreamError) -> [UInt8] {
    precondition(offset >= 0 && count >= 0 && offset + count <= byteCount)
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(StreamError) in try read(at: offset, into: buffer) }
    }
    try result.get()
    return bytes
  }

  /// The bytes of a part of the file, in pieces of at most `longest`.
  func forEachPiece(
    of range: Range<Int>, longest: Int = 1 << 18,
    _ body: (UnsafeRawBufferPointer) throws(StreamError) -> Void
  ) throws {
    let buffer = try Storage(byteCount: min(range.count, longest))
    var next = range.lowerBound
    while next < range.upperBound {
      try buffer.withBytes { (bytes) throws(StreamError) in
        let piece = UnsafeMutableRawBufferPointer(
          rebasing: bytes[..<min(longest, range.upperBound - next)])
        try read(at: next, into: piece)
        try body(UnsafeRawBufferPointer(piece))
      }
      next += min(longest, range.upperBound - next)
    }
  }
}
