import Foundation
import TestSupport

/// An archive of Tests/Golden/archives, and changes of its bytes.
struct DamagedArchive {
  var bytes: [UInt8]

  init(_ file: String) throws { bytes = try Scratch.read(Golden.path("archives/\(file)")) }

  /// Where the record about a member (`1` in the directory, `3` before its bytes) starts.
  func record(_ kind: UInt8, of member: String) -> Int {
    let nameOffset = kind == 1 ? 46 : 30
    let name = Array(member.utf8)
    return bytes.indices.first { place in
      bytes[place...].starts(with: [0x50, 0x4B, kind, kind + 1])
        && bytes[(place + nameOffset)...].starts(with: name)
    }!
  }

  /// Where the end of the directory starts.
  var end: Int { bytes.count - 22 }

  mutating func put(_ number: Int, _ size: Int, at place: Int) {
    for byte in 0..<size { bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
  }

  func number(_ size: Int, at place: Int) -> Int {
    (0..<size).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
  }

  /// Puts a number into the directory's record about a member.
  mutating func describe(_ member: String, _ offset: Int, _ number: Int, size: Int = 4) {
    put(number, size, at: record(1, of: member) + offset)
  }

  /// Puts another text into the place of one that is there, everywhere.
  mutating func replace(_ text: String, _ other: String) {
    let (from, to) = (Array(text.utf8), Array(other.utf8))
    precondition(from.count == to.count)
    for place in bytes.indices where bytes[place...].starts(with: from) {
      bytes.replaceSubrange(place..<(place + from.count), with: to)
    }
  }

  /// A safetensors file with this header and so many bytes of elements.
  static func safetensors(_ header: String, elements: Int) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
      + [UInt8](repeating: 1, count: elements)
  }
}
