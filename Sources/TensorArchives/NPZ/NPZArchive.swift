import TensorCore

/// The arrays of an `.npz` file, as `numpy.savez` and `savez_compressed` write it: a zip archive
/// whose members are `.npy` files, stored or deflated.
///
/// An array's name is that of its member without `.npy`; with it, it is found too. Folders, which zip gives
/// members whose names end in `/`, are none.
struct NPZArchive: TensorArchive {
  let arrayNames: [String]
  private let file: ArchiveFile
  private let entries: [ZipEntry]
  /// Where each name is in `entries`.
  private let places: [String: Int]

  var name: String { file.name }

  /// What a member's name ends with.
  static let suffix = ".npy"

  /// - Throws: `ArchiveError.damaged` and `.twice`, `StreamError`.
  init(_ file: ArchiveFile) throws {
    self.file = file
    entries = try ZipDirectory(file).entries
    var places: [String: Int] = [:]
    var names: [String] = []
    for (index, entry) in entries.enumerated() where entry.name.last != UInt8(ascii: "/") {
      let name = Self.arrayName(entry.text)
      guard places.updateValue(index, forKey: name) == nil else {
        throw ArchiveError.twice(archive: file.name, name: name)
      }
      names.append(name)
    }
    (self.places, arrayNames) = (places, names)
  }

  private static func arrayName(_ member: String) -> String {
    member.hasSuffix(suffix) ? String(member.dropLast(suffix.count)) : member
  }

  func check(_ array: String) throws { _ = try entry(array) }

  func description(of array: String) throws -> ArchivedArray {
    let entry = try entry(array)
    let reader = try reader(entry)
    var (type, elementType, axes) = ("", ElementType?.none, [Int]?.none)
    do throws(StreamError) {
      let header = try reader.readNPYHeader(array: 0)
      elementType = header.elementType
      (type, axes) = (header.elementType.rawValue, header.shape.axes)
    } catch {
      switch error {
      case .unsupportedType(_, _, let descriptor): type = descriptor
      // NumPy gives the bytes of such a member.
      case .notNPY: type = "no array"
      case .truncatedHeader where entry.count == 0: type = "no array"
      default: throw error
      }
    }
    return ArchivedArray(
      name: array, storedType: type, elementType: elementType, axes: axes,
      byteCount: entry.storedCount)
  }

  func extract(_ array: String, to writer: TensorWriter) throws {
    let entry = try entry(array)
    let reader = TensorReader(try reader(entry))
    guard let header = try reader.next()?.header else {
      throw ArchiveError.unsupportedMember(
        archive: name, name: entry.text, reason: "empty, expected an array")
    }
    try writer.begin(header.elementType, header.shape)
    try reader.forward(count: header.shape.count, to: writer)
    guard try reader.next() == nil else {
      throw StreamError.moreThanOneArray(stream: reader.name)
    }
  }

  private func entry(_ array: String) throws(ArchiveError) -> ZipEntry {
    guard let place = places[array] ?? places[Self.arrayName(array)] else {
      throw .noSuchArray(archive: name, name: array, names: arrayNames)
    }
    return entries[place]
  }

  private func reader(_ entry: ZipEntry) throws -> ByteReader {
    let member = try ZipMember(entry, in: file)
    return ByteReader(member, name: member.name)
  }
}
