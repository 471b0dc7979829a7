import TensorCore

/// What the end of a zip archive says about its directory (APPNOTE 4.3.14 to 4.3.16).
struct ZipEnd {
  /// Members in the directory, which has to be counted all the same.
  let entryCount: Int
  /// Where the directory lies in the file.
  let directory: Range<Int>

  private static let record = 22
  private static let longestComment = 0xFFFF
  private static let locator64 = 20
  private static let record64 = 56

  /// - Throws: `ArchiveError.damaged`.
  init(_ file: ArchiveFile) throws {
    func damaged(_ reason: String) -> ArchiveError {
      .damaged(archive: file.name, reason: reason)
    }
    let tail = try file.bytes(
      at: max(0, file.byteCount - Self.record - Self.longestComment),
      min(file.byteCount, Self.record + Self.longestComment))
    guard let place = Self.place(in: tail) else {
      throw damaged("the end of the zip directory is missing, so it may be truncated")
    }
    var limit = file.byteCount - tail.count + place
    guard tail.number(at: place + 4, 4) == 0 else {
      throw damaged("it is one part of a zip archive in several files")
    }
    var (count, size, offset) = (
      tail.number(at: place + 10, 2), tail.number(at: place + 12, 4), tail.number(at: place + 16, 4)
    )
    // An archive that needs larger numbers has them before this record.
    if limit >= Self.locator64 {
      let locator = try file.bytes(at: limit - Self.locator64, Self.locator64)
      if locator.number(at: 0, 4) == 0x0706_4B50 {
        limit -= Self.locator64
        guard let at = Int(exactly: locator.number(at: 8, 8)), at <= limit - Self.record64,
          case let record = try file.bytes(at: at, Self.record64),
          record.number(at: 0, 4) == 0x0606_4B50
        else { throw damaged("the zip64 end of the directory is not where the file says") }
        limit = at
        (count, size, offset) = (
          record.number(at: 32, 8), record.number(at: 40, 8), record.number(at: 48, 8)
        )
      }
    }
    guard offset <= UInt64(limit), size <= UInt64(limit) - offset,
      let entryCount = Int(exactly: count)
    else {
      throw damaged(
        "its zip directory should be \(size) bytes at byte \(offset), the file has room until byte \(limit)"
      )
    }
    self.entryCount = entryCount
    directory = Int(offset)..<Int(offset + size)
  }

  /// Where the record starts whose comment ends the file.
  private static func place(in tail: [UInt8]) -> Int? {
    guard tail.count >= record else { return nil }
    return (0...(tail.count - record)).reversed().first { place in
      tail.number(at: place, 4) == 0x0605_4B50
        && place + record + Int(tail.number(at: place + 20, 2)) == tail.count
    }
  }
}
