import CZlib
import TensorCore

/// The bytes of a member of a zip archive, inflated as they are asked for.
///
/// The last of them is not handed out before all have been compared with the CRC-32 and the
/// size of the directory: what comes out whole is what was put in.
final class ZipMember: ByteSource {
  private let file: ArchiveFile
  private let entry: ZipEntry
  /// The member's name in messages.
  let name: String
  /// Of the stored bytes, those that have not been read from the file.
  private var stored: Range<Int>
  private let inflater: Inflater?
  private var given = 0
  private var checksum: UInt32 = 0

  private static let localHeader = 30

  /// - Throws: `ArchiveError.unsupportedMember`, `.damaged`, `StreamError.readFailed`.
  init(_ entry: ZipEntry, in file: ArchiveFile) throws {
    (self.file, self.entry) = (file, entry)
    name = "\(file.name) member \(quoted(entry.text))"
    func unsupported(_ reason: String) -> ArchiveError {
      .unsupportedMember(archive: file.name, name: entry.text, reason: reason)
    }
    func damaged(_ reason: String) -> ArchiveError {
      .damaged(archive: file.name, reason: "member \(quoted(entry.text)) \(reason)")
    }
    guard !entry.isEncrypted else { throw unsupported("encrypted, expected no encryption") }
    guard let method = ZipEntry.Method(rawValue: entry.method) else {
      throw unsupported("compressed by method \(entry.method), expected 0 (stored) or 8 (deflated)")
    }
    guard entry.end - entry.start >= Self.localHeader else {
      throw damaged("overlaps what follows it")
    }
    let header = try file.bytes(at: entry.start, Self.localHeader)
    guard header.starts(with: ZipDirectory.firstBytes) else {
      throw damaged("has no header at byte \(entry.start)")
    }
    let nameSize = Int(header.number(at: 26, 2))
    let start = entry.start + Self.localHeader + nameSize + Int(header.number(at: 28, 2))
    guard start <= entry.end, entry.storedCount <= entry.end - start else {
      throw damaged("overlaps what follows it")
    }
    guard try file.bytes(at: entry.start + Self.localHeader, nameSize) == entry.name else {
      throw damaged("has another name in its header than in the directory")
    }
    guard method == .deflated || entry.storedCount == entry.count else {
      throw damaged("is stored in \(entry.storedCount) bytes, expected \(entry.count)")
    }
    stored = start..<(start + entry.storedCount)
    inflater = method == .deflated ? try Inflater() : nil
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let room = UnsafeMutableRawBufferPointer(
      rebasing: target[..<min(target.count, entry.count - given)])
    if !room.isEmpty {
      let count = try inflater == nil ? copy(into: room) : inflate(into: room)
      guard count > 0 else {
        throw damaged("it inflates to \(given) bytes, expected \(entry.count)")
      }
      checksum = ccrc32(checksum, room.baseAddress!.assumingMemoryBound(to: UInt8.self), count)
      given += count
      if given == entry.count { try verify() }
      return count
    }
    if entry.count == 0 { try verify() }
    return 0
  }

  private func copy(into target: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    try file.read(at: stored.lowerBound, into: target)
    stored.removeFirst(target.count)
    return target.count
  }

  /// Returns how many bytes were made: 0 only at the end of the deflated stream.
  private func inflate(into target: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let inflater = inflater!
    while !inflater.isAtEnd {
      if inflater.needsInput, !stored.isEmpty {
        let place = stored.lowerBound
        let count = min(stored.count, Inflater.capacity)
        try inflater.fill(count) { (buffer) throws(StreamError) in
          try file.read(at: place, into: buffer)
        }
        stored.removeFirst(count)
      }
      guard let made = inflater.inflate(into: target) else {
        throw damaged("its deflated data cannot be read, after \(given) of \(entry.count) bytes")
      }
      if made > 0 { return made }
      guard inflater.isAtEnd || !inflater.needsInput || !stored.isEmpty else {
        throw damaged("its deflated data is cut off, after \(given) of \(entry.count) bytes")
      }
    }
    return 0
  }

  /// All bytes have come: whether they are those that were put in.
  private func verify() throws(StreamError) {
    if let inflater {
      // The end of the stream has to be all that is left.
      var byte: UInt8 = 0
      let more = try withUnsafeMutableBytes(of: &byte) { (target) throws(StreamError) in
        try inflate(into: target)
      }
      guard more == 0 else { throw damaged("it inflates to more than \(entry.count) bytes") }
      guard stored.isEmpty, inflater.needsInput else {
        throw damaged("its deflated data ends before its \(entry.storedCount) bytes do")
      }
    }
    guard checksum == entry.checksum else {
      throw damaged("its CRC-32 is \(checksum.hexadecimal), expected \(entry.checksum.hexadecimal)")
    }
  }

  private func damaged(_ reason: String) -> StreamError { .damaged(stream: name, reason: reason) }
}
