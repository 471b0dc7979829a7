import TensorCore

/// The arrays of a `.safetensors` file: a length of 8 bytes, a JSON header of that length, and
/// the elements, C order and little-endian
/// (https://github.com/huggingface/safetensors#format).
struct SafetensorsArchive: TensorArchive {
  private let file: ArchiveFile
  /// In the order in which they lie in the file.
  private let entries: [SafetensorsEntry]
  private let places: [String: Int]
  /// Where the elements begin.
  private let start: Int

  var name: String { file.name }
  var arrayNames: [String] { entries.map(\.name) }

  /// The longest header that the format's own library takes.
  private static let longestHeader = 100_000_000
  /// Values in a header: far more than any network has, and few enough for their memory.
  private static let mostValues = 4_000_000

  /// - Throws: `ArchiveError.damaged` and `.twice`, `StreamError`.
  init(_ file: ArchiveFile) throws {
    func damaged(_ reason: String) -> ArchiveError {
      .damaged(archive: file.name, reason: reason)
    }
    self.file = file
    let length = try file.bytes(at: 0, 8).number(at: 0, 8)
    guard length <= UInt64(Self.longestHeader), Int(length) <= file.byteCount - 8 else {
      throw damaged(
        "its header should have \(length) bytes, the file has \(file.byteCount - 8) after that number"
      )
    }
    start = 8 + Int(length)
    let bytes = try file.bytes(at: 8, Int(length))
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.elementsEqual(bytes) else { throw damaged("its header is not UTF-8") }
    guard case .object(let members)? = JSONValue(parsing: text, atMost: Self.mostValues) else {
      throw damaged("its header is no JSON object")
    }
    entries = try Self.entries(members, file)
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    // No byte belongs to two arrays, or to none.
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw damaged(
          "\(quoted(entry.name)) starts at byte \(entry.range.lowerBound) of the elements, expected \(end)"
        )
      }
      end = entry.range.upperBound
    }
    guard end == file.byteCount - start else {
      throw damaged("its arrays take \(end) bytes, the file has \(file.byteCount - start) for them")
    }
  }

  private static func entries(
    _ members: [(String, JSONValue)], _ file: ArchiveFile
  ) throws(ArchiveError) -> [SafetensorsEntry] {
    var names: Set<String> = []
    var entries: [SafetensorsEntry] = []
    for (name, value) in members {
      guard names.insert(name).inserted else { throw .twice(archive: file.name, name: name) }
      if name == SafetensorsLayout.metadataName { continue }
      do throws(SafetensorsEntryError) {
        entries.append(try SafetensorsEntry(name: name, value))
      } catch {
        throw .damaged(
          archive: file.name, reason: "its header on \(quoted(name)): \(error.reason)")
      }
    }
    // An array without elements may start where another one does.
    return entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }

  func check(_ array: String) throws { _ = try entry(array) }

  func description(of array: String) throws -> ArchivedArray {
    let entry = try entry(array)
    return ArchivedArray(
      name: array, storedType: entry.type?.text ?? entry.typeName,
      elementType: entry.type?.elementType, axes: entry.shape.axes, byteCount: entry.range.count)
  }

  func extract(_ array: String, to writer: TensorWriter) throws {
    let entry = try entry(array)
    guard let type = entry.type else {
      throw ArchiveError.unsupportedType(archive: name, name: array, type: entry.typeName)
    }
    try writer.begin(type.elementType, entry.shape)
    let range = (start + entry.range.lowerBound)..<(start + entry.range.upperBound)
    try file.forEachPiece(of: range) { (bytes) throws(StreamError) in
      if type == .bfloat16 {
        try Self.widen(bytes, to: writer)
      } else {
        try writer.write(bytes)
      }
    }
  }

  /// bfloat16 is the upper half of float32: every bit is kept.
  private static func widen(
    _ bytes: UnsafeRawBufferPointer, to writer: TensorWriter
  ) throws(StreamError) {
    let count = bytes.count / 2
    let result = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { target in
      for i in 0..<count {
        target[i] = UInt32(bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)) << 16
      }
      return Result { () throws(StreamError) in try writer.write(UnsafeRawBufferPointer(target)) }
    }
    try result.get()
  }

  private func entry(_ array: String) throws(ArchiveError) -> SafetensorsEntry {
    guard let place = places[array] else {
      throw .noSuchArray(archive: name, name: array, names: arrayNames)
    }
    return entries[place]
  }
}
