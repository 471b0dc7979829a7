import TensorCore
import ToolKit

/// A stream beside the main one: of one array, which serves all, or of as many.
final class CompanionStream {
  private let path: String
  private var reader: TensorReader
  private var used = 0
  private var isSingle = false
  /// The first array, where it could not be read again.
  private var held: Tensor?

  init(path: String) throws {
    self.path = path
    reader = try TensorReader(path: path)
  }

  /// The array that goes with the main stream's next.
  ///
  /// - Throws: `PairError.missing`, `StreamError`.
  func next() throws -> Elementwise.Input.Source {
    defer { used += 1 }
    if isSingle { return try again() }
    guard let array = try reader.next() else {
      if used == 0 { try reader.requireArray() }
      guard used == 1 else { throw PairError.missing(stream: reader.name, array: used) }
      isSingle = true
      return try again()
    }
    // A pipe cannot be read again should this be its only array.
    guard used == 0, reader.waits || path == "-" else {
      held = nil
      return .stream(array)
    }
    held = try reader.readTensor()
    return .held(held!)
  }

  private func again() throws -> Elementwise.Input.Source {
    if let held { return .held(held) }
    reader = try TensorReader(path: path)
    guard let array = try reader.next() else { throw StreamError.noArray(stream: reader.name) }
    return .stream(array)
  }

  /// To be called when the main stream has ended.
  ///
  /// - Throws: `PairError.tooMany` if this one has arrays left.
  func finish() throws {
    if !isSingle, try reader.next() != nil {
      throw PairError.tooMany(stream: reader.name, arrays: used)
    }
  }
}
