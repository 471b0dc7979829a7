import ArgumentParser
import TensorCore

/// The shape of the input that a gradient, an adjoint or a matrix belongs to: stated, or that
/// of arrays in a file.
public struct LikeOptions: ParsableArguments {
  @OptionGroup public var shape: InputShapeOption

  @Option(
    help: ArgumentHelp(
      "Take the input's shape from the arrays of FILE: from one array for all, or in pairs.",
      valueName: "FILE"))
  public var like: String?

  public init() {}

  public mutating func validate() throws {
    if shape.inputShape != nil, like != nil {
      throw UsageError("--input-shape and --like both state the input's shape, expected one")
    }
  }

  /// What this reads.
  public var use: StandardInput.Use { ("--like", like) }

  /// Whether one of them was given.
  public var isGiven: Bool { shape.inputShape != nil || like != nil }

  /// The shapes that go with the arrays of a stream; nil if neither option was given.
  ///
  /// - Throws: `UsageError`, `StreamError` if the file cannot be opened.
  public func shapes(_ layout: DataLayout) throws -> InputShapes? {
    if let stated = try shape.shape(layout) { return .one(stated) }
    return try like.map { .file(LikeFile(try TensorReader(path: $0))) }
  }
}

/// The shapes of inputs, one for each array of a stream.
public enum InputShapes {
  /// The same for all.
  case one(Shape)
  /// Those of a file's arrays.
  case file(LikeFile)

  /// The shape for the next array.
  ///
  /// - Throws: `LikeError.missing`, `StreamError` for a damaged file.
  public func next() throws -> Shape {
    switch self {
    case .one(let shape): shape
    case .file(let file): try file.next()
    }
  }

  /// All shapes, where there is no stream: the one that was stated, or those of the file.
  ///
  /// - Throws: `StreamError` for a damaged or empty file, and what `body` throws.
  public func forEach(_ body: (Shape) throws -> Void) throws {
    switch self {
    case .one(let shape): try body(shape)
    case .file(let file): try file.forEach(body)
    }
  }

  /// To be called when the stream has ended.
  ///
  /// - Throws: `LikeError.tooMany` if the file has arrays left.
  public func finish() throws {
    if case .file(let file) = self { try file.finish() }
  }
}

/// Shapes of a file's arrays: of one for a whole stream, of several in pairs.
public final class LikeFile {
  private let reader: TensorReader
  private var used = 0
  /// The shape of the array last read.
  private var last: Shape?

  init(_ reader: TensorReader) { self.reader = reader }

  func next() throws -> Shape {
    used += 1
    if let array = try reader.next() {
      last = array.header.shape
      // Whoever writes the elements may have to get rid of them before the main stream goes on.
      try reader.discard()
    } else {
      try reader.requireArray()
      guard reader.arraysStarted == 1 else {
        throw LikeError.missing(file: reader.name, array: used - 1)
      }
    }
    return last!
  }

  func forEach(_ body: (Shape) throws -> Void) throws {
    while let array = try reader.next() { try body(array.header.shape) }
    try reader.requireArray()
  }

  func finish() throws {
    // One array may serve a stream of none.
    if used > 0, try reader.next() != nil {
      throw LikeError.tooMany(file: reader.name, arrays: used)
    }
  }
}

/// A `--like` file whose arrays do not go in pairs with the stream's.
public enum LikeError: Failure, Equatable {
  case missing(file: String, array: Int)
  case tooMany(file: String, arrays: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .missing(let file, let array):
      "\(file) has \(array) arrays and none for array \(array) of the stream, expected one array for all or one for each"
    case .tooMany(let file, let arrays):
      "\(file) has more arrays than the stream, which has \(arrays)"
    }
  }
}
