import CZlib
import TensorCore

/// Writes a zip archive member by member, byte for byte as NumPy's `savez` does: a zip64 header
/// before each member, and a directory that has 64-bit numbers only where they are needed.
///
/// Sizes and checksum of a member are put into its header when it is whole. Where that cannot
/// be, in a pipe, they follow the member (APPNOTE 4.3.9), as NumPy does there.
final class ZipWriter {
  private let target: ByteWriter
  private let isDeflated: Bool
  private var position = 0
  private var members: [ZipWrittenMember] = []
  private var deflater: Deflater?

  init(_ target: ByteWriter, deflate: Bool) {
    self.target = target
    isDeflated = deflate
  }

  /// Starts a member; its bytes follow by `write`, then `endMember`.
  ///
  /// - Parameter name: at most 65535 bytes.
  func beginMember(_ name: [UInt8]) throws {
    let member = ZipWrittenMember(
      name: name, isDeflated: isDeflated, sizesFollow: !target.isRewritable, start: position)
    try append(member.localHeader(isWhole: false))
    members.append(member)
    deflater = isDeflated ? try Deflater() : nil
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StreamError) {
    guard let base = bytes.baseAddress else { return }
    let last = members.count - 1
    members[last].checksum = ccrc32(
      members[last].checksum, base.assumingMemoryBound(to: UInt8.self), bytes.count)
    members[last].count += bytes.count
    if let deflater {
      try deflater.deflate(bytes) { (made) throws(StreamError) in try store(made) }
    } else {
      try store(bytes)
    }
  }

  func write(_ bytes: [UInt8]) throws(StreamError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(StreamError) in try write(buffer) }
    }
    try result.get()
  }

  func endMember() throws(StreamError) {
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    try deflater?.deflate(nothing, last: true) { (made) throws(StreamError) in try store(made) }
    deflater = nil
    let member = members[members.count - 1]
    if member.sizesFollow {
      try append(member.descriptor)
    } else {
      try target.rewrite(member.localHeader(isWhole: true), at: member.start)
    }
  }

  /// Writes the directory: the archive is whole.
  func finish() throws(StreamError) {
    let start = position
    for member in members { try append(member.directoryEntry) }
    try append(ZipWrittenMember.end(count: members.count, directory: start..<position))
    try target.finish()
  }

  private func store(_ bytes: UnsafeRawBufferPointer) throws(StreamError) {
    try target.write(bytes)
    members[members.count - 1].storedCount += bytes.count
    position += bytes.count
  }

  private func append(_ bytes: [UInt8]) throws(StreamError) {
    try target.write(bytes)
    position += bytes.count
  }
}
