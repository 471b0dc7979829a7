/// A member of a zip archive, as the directory describes it.
struct ZipEntry: Equatable, Sendable {
  /// How the bytes are stored (APPNOTE 4.4.5): 0 as they are, 8 deflated.
  enum Method: Int { case stored = 0, deflated = 8 }

  let name: [UInt8]
  let method: Int
  let isEncrypted: Bool
  /// CRC-32 of the bytes.
  let checksum: UInt32
  /// Bytes in the file.
  let storedCount: Int
  /// Bytes once they are inflated.
  let count: Int
  /// Where the local header starts.
  let start: Int
  /// Where whatever follows in the file starts.
  var end: Int

  var text: String { String(decoding: name, as: UTF8.self) }
}
