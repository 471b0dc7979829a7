/// A member of an archive that is being written, and the records about it (APPNOTE 4.3.7 to
/// 4.3.16), as CPython's zipfile writes them for NumPy.
struct ZipWrittenMember {
  let name: [UInt8]
  let isDeflated: Bool
  /// Whether sizes and checksum come after the bytes.
  let sizesFollow: Bool
  /// Where the local header is.
  let start: Int
  var checksum: UInt32 = 0
  /// Bytes of the member, and of what is stored of it.
  var count = 0
  var storedCount = 0

  /// Version 4.5 of the format has zip64.
  private static let version: UInt16 = 45
  private static let unix: UInt16 = 3 << 8
  /// 1 January 1980, midnight: the same bytes on every day.
  private static let time: UInt16 = 0
  private static let date: UInt16 = 0x21
  /// A regular file, as `rw-------`.
  private static let permissions: UInt32 = 0o600 << 16
  private static let limit = 0xFFFF_FFFF
  /// CPython counts what is past 2^31 − 1 as too large already.
  private static let largest = 0x7FFF_FFFF

  /// Sizes follow; the name is UTF-8.
  private var flags: UInt16 {
    (sizesFollow ? 1 << 3 : 0) | (name.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11)
  }

  private var method: UInt16 { UInt16((isDeflated ? ZipEntry.Method.deflated : .stored).rawValue) }

  /// What the local header and the directory begin with alike.
  private func append(
    to record: inout [UInt8], sizes: (UInt32, UInt32), checksum: UInt32, extra: Int
  ) {
    for number in [flags, method, Self.time, Self.date] { record.append(number: number) }
    for number in [checksum, sizes.0, sizes.1] { record.append(number: number) }
    record.append(number: UInt16(name.count))
    record.append(number: UInt16(extra))
  }

  /// - Parameter isWhole: whether size and checksum are known.
  func localHeader(isWhole: Bool) -> [UInt8] {
    var record = ZipDirectory.firstBytes
    record.append(number: Self.version)
    append(
      to: &record, sizes: (.max, .max), checksum: isWhole ? checksum : 0, extra: 20)
    record += name
    record += Self.extra(isWhole ? [count, storedCount] : [0, 0])
    return record
  }

  /// What follows a member whose header could not say it.
  var descriptor: [UInt8] {
    var record: [UInt8] = [0x50, 0x4B, 7, 8]
    record.append(number: checksum)
    record.append(number: UInt64(storedCount))
    record.append(number: UInt64(count))
    return record
  }

  var directoryEntry: [UInt8] {
    var record: [UInt8] = [0x50, 0x4B, 1, 2]
    var large: [Int] = []
    func small(_ number: Int) -> UInt32 { number > Self.largest ? .max : UInt32(number) }
    // Both sizes are there or none.
    let isLarge = max(count, storedCount) > Self.largest
    if isLarge { large += [count, storedCount] }
    if start > Self.largest { large.append(start) }
    let extra = large.isEmpty ? [] : Self.extra(large)
    record.append(number: Self.version | Self.unix)
    record.append(number: Self.version)
    append(
      to: &record,
      sizes: isLarge ? (.max, .max) : (UInt32(storedCount), UInt32(count)), checksum: checksum,
      extra: extra.count)
    // No comment, on the first disk, of no known kind.
    for _ in 0..<3 { record.append(number: UInt16(0)) }
    record.append(number: Self.permissions)
    record.append(number: small(start))
    return record + name + extra
  }

  /// The zip64 field (APPNOTE 4.5.3).
  private static func extra(_ numbers: [Int]) -> [UInt8] {
    var field: [UInt8] = []
    field.append(number: UInt16(1))
    field.append(number: UInt16(8 * numbers.count))
    for number in numbers { field.append(number: UInt64(number)) }
    return field
  }

  /// What ends an archive whose directory lies at `directory`.
  static func end(count: Int, directory: Range<Int>) -> [UInt8] {
    var record: [UInt8] = []
    let isLarge =
      count > 0xFFFF || directory.lowerBound > largest || directory.count > largest
    if isLarge {
      record += [0x50, 0x4B, 6, 6]
      record.append(number: UInt64(44))
      for _ in 0..<2 { record.append(number: version) }
      for _ in 0..<2 { record.append(number: UInt32(0)) }
      for number in [count, count, directory.count, directory.lowerBound] {
        record.append(number: UInt64(number))
      }
      record += [0x50, 0x4B, 6, 7]
      record.append(number: UInt32(0))
      record.append(number: UInt64(directory.upperBound))
      record.append(number: UInt32(1))
    }
    record += ZipDirectory.emptyBytes
    for _ in 0..<2 { record.append(number: UInt16(0)) }
    for _ in 0..<2 { record.append(number: UInt16(min(count, 0xFFFF))) }
    for number in [directory.count, directory.lowerBound] {
      record.append(number: UInt32(min(number, limit)))
    }
    record.append(number: UInt16(0))
    return record
  }
}
