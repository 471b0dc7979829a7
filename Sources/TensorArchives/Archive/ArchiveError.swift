import TensorCore

/// What can be wrong with a file that holds many arrays. `archive` is its name as users know it.
public enum ArchiveError: Failure, Equatable {
  /// A pipe or a device, which cannot be read from its end.
  case notAFile(archive: String)
  /// The first bytes are of no format that is known.
  case unknownFormat(archive: String, found: [UInt8])
  case damaged(archive: String, reason: String)
  case twice(archive: String, name: String)
  case noSuchArray(archive: String, name: String, names: [String])
  /// The array is there, and its elements have no type of a tensor stream.
  case unsupportedType(archive: String, name: String, type: String)
  /// All arrays are asked for, and there is none.
  case noArray(archive: String)
  /// A member of a zip archive that NumPy never makes.
  case unsupportedMember(archive: String, name: String, reason: String)
  /// A name that the format cannot hold.
  case name(String, reason: String)

  public var category: FailureCategory {
    switch self {
    case .notAFile, .name: .usage
    default: .data
    }
  }

  public var message: String {
    switch self {
    case .notAFile(let archive):
      "\(archive) is not a regular file, expected one: archives are read from their ends"
    case .unknownFormat(let archive, let found):
      "\(archive) is neither an .npz nor a .safetensors file: it starts with \(found.isEmpty ? "nothing" : found.hexadecimal)"
    case .damaged(let archive, let reason):
      "\(archive) is damaged: \(reason)"
    case .twice(let archive, let name):
      "\(archive) holds \(quoted(name)) twice, expected each name once"
    case .noSuchArray(let archive, let name, let names):
      "\(archive) holds no array \(quoted(name)), \(Self.list(names))"
    case .noArray(let archive):
      "\(archive) holds no array"
    case .unsupportedType(let archive, let name, let type):
      "\(archive): \(quoted(name)) has elements of type \(type), expected bool, integers or floats of 8 to 64 bits"
    case .unsupportedMember(let archive, let name, let reason):
      "\(archive): \(quoted(name)) is \(reason)"
    case .name(let name, let reason):
      "an array cannot be named \(quoted(name)): \(reason)"
    }
  }

  public var hint: String? {
    if case .notAFile = self { "save it to a file first" } else { nil }
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "it is empty" }
    let first = names.prefix(5).map(quoted).joined(separator: ", ")
    return "only \(first)\(names.count > 5 ? " and \(names.count - 5) more" : "")"
  }
}

/// A name out of a file in a message, whatever is in it.
func quoted(_ name: String) -> String { "'\(shown(name))'" }

/// A name without characters that a terminal would obey.
func shown(_ name: String) -> String {
  String(String.UnicodeScalarView(name.unicodeScalars.map { isShown($0) ? $0 : "?" }))
}

/// Whether a terminal would show a character, and not obey it.
private func isShown(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator: false
  default: true
  }
}
