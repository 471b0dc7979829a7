import TensorCore

/// The members of a zip archive (APPNOTE 6.3.10, 4.3.12), read from its end. Sizes, offsets and
/// counts are compared with the file and with one another before they are used.
struct ZipDirectory {
  /// What an archive starts with: a member, or the end of an empty directory.
  static let firstBytes: [UInt8] = [0x50, 0x4B, 3, 4]
  static let emptyBytes: [UInt8] = [0x50, 0x4B, 5, 6]

  /// In the order in which they lie in the file.
  private(set) var entries: [ZipEntry] = []

  private static let fixedSize = 46

  /// - Throws: `ArchiveError.damaged` and `.twice`, `StreamError.readFailed`.
  init(_ file: ArchiveFile) throws {
    let end = try ZipEnd(file)
    var next = end.directory.lowerBound
    var names: Set<[UInt8]> = []
    while next < end.directory.upperBound {
      let (entry, size) = try Self.entry(file, at: next, of: end.directory, number: entries.count)
      guard names.insert(entry.name).inserted else {
        throw ArchiveError.twice(archive: file.name, name: entry.text)
      }
      entries.append(entry)
      next += size
    }
    guard entries.count == end.entryCount else {
      throw ArchiveError.damaged(
        archive: file.name,
        reason: "its zip directory has \(entries.count) members, expected \(end.entryCount)")
    }
    entries.sort { $0.start < $1.start }
    for index in entries.indices.dropLast() { entries[index].end = entries[index + 1].start }
  }

  /// A member, and how many bytes describe it.
  private static func entry(
    _ file: ArchiveFile, at place: Int, of directory: Range<Int>, number: Int
  ) throws -> (ZipEntry, size: Int) {
    func damaged(_ reason: String) -> ArchiveError {
      .damaged(archive: file.name, reason: "member \(number) of its zip directory \(reason)")
    }
    let room = directory.upperBound - place
    guard room >= fixedSize else { throw damaged("is truncated") }
    let fixed = try file.bytes(at: place, fixedSize)
    guard fixed.number(at: 0, 4) == 0x0201_4B50 else { throw damaged("does not start as one") }
    let (nameSize, extraSize, commentSize) = (
      Int(fixed.number(at: 28, 2)), Int(fixed.number(at: 30, 2)), Int(fixed.number(at: 32, 2))
    )
    let size = fixedSize + nameSize + extraSize + commentSize
    guard size <= room else { throw damaged("is truncated") }
    let name = try file.bytes(at: place + fixedSize, nameSize)
    var sizes = [fixed.number(at: 24, 4), fixed.number(at: 20, 4), fixed.number(at: 42, 4)]
    let extra = try file.bytes(at: place + fixedSize + nameSize, extraSize)
    guard widen(&sizes, by: extra) else { throw damaged("lacks the sizes that zip64 has") }
    guard let count = Int(exactly: sizes[0]), sizes[1] <= UInt64(file.byteCount),
      sizes[2] < UInt64(directory.lowerBound)
    else {
      throw damaged("(\(quoted(String(decoding: name, as: UTF8.self)))) lies outside the file")
    }
    let entry = ZipEntry(
      name: name, method: Int(fixed.number(at: 10, 2)),
      isEncrypted: fixed.number(at: 8, 2) & 1 == 1, checksum: UInt32(fixed.number(at: 16, 4)),
      storedCount: Int(sizes[1]), count: count, start: Int(sizes[2]), end: directory.lowerBound)
    return (entry, size)
  }

  /// Puts the numbers of the zip64 field (APPNOTE 4.5.3) into the places of those that 32 bits
  /// do not hold.
  ///
  /// - Parameter sizes: bytes of the member, of what is stored, and the offset.
  /// - Returns: whether all of them are there.
  private static func widen(_ sizes: inout [UInt64], by extra: [UInt8]) -> Bool {
    let wanted = sizes.indices.filter { sizes[$0] == 0xFFFF_FFFF }
    guard !wanted.isEmpty else { return true }
    var place = 0
    while place + 4 <= extra.count {
      let (tag, size) = (extra.number(at: place, 2), Int(extra.number(at: place + 2, 2)))
      place += 4
      if tag == 1 {
        guard size >= 8 * wanted.count, place + size <= extra.count else { return false }
        for (number, index) in wanted.enumerated() {
          sizes[index] = extra.number(at: place + 8 * number, 8)
        }
        return true
      }
      place += size
    }
    return false
  }
}
