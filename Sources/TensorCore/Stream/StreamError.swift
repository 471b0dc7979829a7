import SystemPackage

/// What can be wrong with a stream. `stream` is its name as users know it: a path, or
/// `standard input`. Arrays are counted from 0.
public enum StreamError: Failure, Equatable {
  /// The operating system refused to open an input.
  case cannotOpen(stream: String, Errno)
  case isDirectory(stream: String)
  case readFailed(stream: String, Errno)
  case writeFailed(stream: String, Errno)
  case cannotCreate(path: String, Errno)
  /// Bytes of a mapped file are gone.
  case becameShorter
  /// Binary data would go to a terminal.
  case outputIsTerminal
  case inputIsTerminal
  /// No array at all: in a pipeline, the tool before this one failed.
  case noArray(stream: String)
  /// The bytes at the start of an array are not `\x93NUMPY`.
  case notNPY(stream: String, array: Int, found: [UInt8])
  case badVersion(stream: String, array: Int, major: UInt8, minor: UInt8)
  case badHeader(stream: String, array: Int, reason: String)
  case unsupportedType(stream: String, array: Int, descriptor: String)
  case tooLarge(stream: String, array: Int, shape: [Int])
  /// The stream ends inside a header.
  case truncatedHeader(stream: String, array: Int, expected: Int, got: Int)
  /// The stream ends inside the elements; both counts in bytes.
  case truncated(stream: String, array: Int, expected: Int, got: Int)
  /// What a stream is taken from is damaged.
  case damaged(stream: String, reason: String)
  /// A file that should hold one array holds more.
  case moreThanOneArray(stream: String)

  public var category: FailureCategory {
    switch self {
    case .cannotOpen, .isDirectory: .noInput
    case .readFailed, .writeFailed, .becameShorter: .inputOutput
    case .cannotCreate: .cannotCreate
    case .outputIsTerminal, .inputIsTerminal: .usage
    default: .data
    }
  }

  public var message: String {
    switch self {
    case .cannotOpen(let stream, let error):
      "cannot open \(named(stream)): \(describe(error))"
    case .isDirectory(let stream):
      "cannot read \(stream): it is a directory"
    case .readFailed(let stream, let error):
      "reading \(stream) failed: \(describe(error))"
    case .writeFailed(let stream, let error):
      "writing \(stream) failed: \(describe(error))"
    case .cannotCreate(let path, let error):
      "cannot create \(named(path)): \(describe(error))"
    case .becameShorter:
      "a file became shorter while it was read"
    case .outputIsTerminal:
      "refusing to write binary data to a terminal"
    case .inputIsTerminal:
      "standard input is a terminal, expected a stream of arrays"
    case .noArray(let stream):
      "\(stream) holds no array"
    case .notNPY(let stream, let array, let found):
      "\(stream): array \(array) does not start with the NPY magic, found \(found.hexadecimal)"
    case .badVersion(let stream, let array, let major, let minor):
      "\(stream): array \(array) has NPY version \(major).\(minor), expected 1.0, 2.0 or 3.0"
    case .badHeader(let stream, let array, let reason):
      "\(stream): array \(array) has a bad header: \(reason)"
    case .unsupportedType(let stream, let array, let descriptor):
      "\(stream): array \(array) has elements of type \(descriptor), expected bool, integers or floats of 8 to 64 bits"
    case .tooLarge(let stream, let array, let shape):
      "\(stream): array \(array) of shape \(Shape.describe(shape)) is larger than can be addressed"
    case .truncatedHeader(let stream, let array, let expected, let got):
      "\(stream): array \(array) is truncated in its header: expected \(expected) bytes, got \(got)"
    case .truncated(let stream, let array, let expected, let got):
      "\(stream): array \(array) is truncated: expected \(expected) bytes of elements, got \(got)"
    case .damaged(let stream, let reason):
      "\(stream) is damaged: \(reason)"
    case .moreThanOneArray(let stream):
      "\(stream) holds more than one array, expected one"
    }
  }

  public var hint: String? {
    switch self {
    case .outputIsTerminal: "pipe it into another tool, or give a file with -o"
    case .inputIsTerminal: "pipe arrays in, or name a file"
    case .noArray: "in a pipeline, the tool before this one may have failed"
    default: nil
    }
  }
}

/// A path as a message shows it: an empty one comes of a variable that is not set.
private func named(_ path: String) -> String { path.isEmpty ? "'' (an empty path)" : path }

private func describe(_ error: Errno) -> String {
  let text = error.description
  guard let first = text.first else { return "error \(error.rawValue)" }
  return first.lowercased() + text.dropFirst()
}
