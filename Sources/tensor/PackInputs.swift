import TensorCore
import ToolKit

/// The arrays that `tensor pack` reads, and their names.
struct PackInputs {
  private enum Input {
    /// One array with a name of its own.
    case named(String, path: String)
    /// Arrays that are named as they come.
    case stream(path: String)

    var path: String {
      switch self {
      case .named(_, let path), .stream(let path): path
      }
    }

    var use: StandardInput.Use {
      switch self {
      case .named(let name, let path): (name, path)
      case .stream(let path): (StandardInput.mainStream, path)
      }
    }
  }

  private let inputs: [Input]
  /// What `--names` says.
  private let names: [String]?

  /// - Parameter words: NAME=FILE, FILE or -; none for standard input.
  /// - Throws: `UsageError`.
  init(_ words: [String], names: String?) throws(UsageError) {
    self.names = names.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var inputs: [Input] = []
    for word in words {
      if let (name, path) = Self.pair(word), !Self.isFile(word, name: name, path: path) {
        guard names == nil else {
          throw UsageError("--names names all arrays, '\(word)' names one too")
        }
        inputs.append(.named(name, path: path))
      } else if word == "-" || names != nil {
        inputs.append(.stream(path: word))
      } else {
        inputs.append(.named(Self.name(ofFile: word), path: word))
      }
    }
    self.inputs = inputs.isEmpty ? [.stream(path: "-")] : inputs
    try StandardInput.requireOnce(self.inputs.map(\.use))
    var found = Set(self.names ?? [])
    guard self.names.map({ $0.count == found.count }) ?? true else {
      throw UsageError("--names expects each name once, got '\(names!)'")
    }
    for case .named(let name, _) in inputs {
      guard found.insert(name).inserted else { throw UsageError("\(name) is given twice") }
    }
  }

  /// Whether a word with an `=` is a file all the same: names may have slashes, and so may paths. Where there
  /// is no file either way, the whole word is the one that is missing.
  private static func isFile(_ word: String, name: String, path: String) -> Bool {
    name.contains("/")
      && (OperatingSystem.status(path: word) != nil
        || path != "-" && OperatingSystem.status(path: path) == nil)
  }

  /// What stands before the first `=`, and after it.
  static func pair(_ word: String) -> (String, String)? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  private static func name(ofFile path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".npy") ? String(last.dropLast(4)) : last
  }

  private var paths: [String] { inputs.map(\.path) }

  /// Calls `body` with each array's name, the path it is read from, and the array.
  ///
  /// - Throws: `StreamError`, `PackError`, and what `body` throws.
  func forEach(_ body: (String, _ path: String, PendingArray) throws -> Void) throws {
    let progress = ProgressDisplay.progress(of: paths)
    var count = 0
    var found: Set<String> = []
    for case .named(let name, _) in inputs { found.insert(name) }
    for input in inputs {
      switch input {
      case .named(let name, let path):
        let reader = try TensorReader(path: path)
        reader.progress = progress
        guard let array = try reader.next() else { throw StreamError.noArray(stream: reader.name) }
        try body(name, path, array)
        guard try reader.next() == nil else {
          throw PackError.severalArrays(stream: reader.name, name: name)
        }
      case .stream(let path):
        let reader = try TensorReader(path: path)
        reader.progress = progress
        while let array = try reader.next() {
          let name = try name(ofArray: count)
          guard found.insert(name).inserted else { throw PackError.twice(name) }
          count += 1
          try body(name, path, array)
        }
        try reader.requireArray()
      }
    }
    if let names, count < names.count { throw PackError.tooFew(arrays: count, names: names.count) }
  }

  private func name(ofArray number: Int) throws(PackError) -> String {
    guard let names else { return "arr_\(number)" }
    guard number < names.count else { throw .tooMany(names: names.count) }
    return names[number]
  }
}

/// Arrays that do not go with their names.
enum PackError: Failure, Equatable {
  case severalArrays(stream: String, name: String)
  case twice(String)
  case tooFew(arrays: Int, names: Int)
  case tooMany(names: Int)
  /// A file that is read twice was another one the second time.
  case changed(stream: String)

  var category: FailureCategory { .data }

  var message: String {
    switch self {
    case .severalArrays(let stream, let name):
      "\(stream) holds more than one array, expected one to be named \(name)"
    case .twice(let name):
      "two arrays would be named \(name)"
    case .tooFew(let arrays, let names):
      "the streams have \(arrays) arrays, --names has \(names) names"
    case .tooMany(let names):
      "the streams have more arrays than the \(names) names of --names"
    case .changed(let stream):
      "\(stream) has changed while it was read"
    }
  }

  var hint: String? {
    if case .severalArrays = self {
      "--names names the arrays of streams with several"
    } else {
      nil
    }
  }
}
