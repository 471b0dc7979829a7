import TensorCore

/// A file that holds arrays by name: `.npz` or `.safetensors`, told apart by their first bytes.
public protocol TensorArchive {
  /// The file's name in messages.
  var name: String { get }
  /// The names of the arrays, in the order in which they lie in the file.
  var arrayNames: [String] { get }

  /// - Throws: `ArchiveError.noSuchArray`.
  func check(_ array: String) throws

  /// - Throws: `ArchiveError.noSuchArray`, `StreamError` for a damaged header.
  func description(of array: String) throws -> ArchivedArray

  /// Writes an array to a stream: C order, the machine's byte order. A piece is in memory at a
  /// time (of an array in Fortran order all of it).
  ///
  /// - Throws: `ArchiveError`, `StreamError`.
  func extract(_ array: String, to writer: TensorWriter) throws
}

/// What an archive says about one of its arrays.
public struct ArchivedArray: Equatable, Sendable {
  public let name: String
  /// The type in the archive, which may be none of a tensor stream's.
  public let storedType: String
  /// The type that comes out; nil if the array cannot be extracted.
  public let elementType: ElementType?
  /// Lengths of the axes; nil if they are not known.
  public let axes: [Int]?
  /// Bytes that the array takes in the file: of its elements, or of the member of a zip archive, deflated where it is.
  public let byteCount: Int

  /// The name without characters that a terminal would obey.
  public var shownName: String { shown(name) }
}

/// Opening archives.
public enum TensorArchives {
  /// Opens `path`, or standard input, which then has to be a file, for `-`.
  ///
  /// - Throws: `StreamError`, `ArchiveError`.
  public static func open(_ path: String) throws -> any TensorArchive {
    let file = try ArchiveFile(path: path)
    let start = try file.bytes(at: 0, min(9, file.byteCount))
    if start.starts(with: ZipDirectory.firstBytes) || start.starts(with: ZipDirectory.emptyBytes) {
      return try NPZArchive(file)
    }
    if start.count == 9, start[8] == UInt8(ascii: "{") { return try SafetensorsArchive(file) }
    throw ArchiveError.unknownFormat(archive: file.name, found: Array(start.prefix(8)))
  }
}
