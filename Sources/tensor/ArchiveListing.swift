import TensorArchives
import TensorCore
import ToolKit

/// What `tensor unpack` lists, for people and for programs.
enum ArchiveListing {
  /// A line an array: type, shape and name, in columns.
  static func text(_ arrays: [ArchivedArray]) -> String {
    let shapes = arrays.map(shape)
    let typeWidth = arrays.map(\.storedType.count).max() ?? 0
    let shapeWidth = shapes.map(\.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: width - text.count)
    }
    return zip(arrays, shapes).map { array, shape in
      "\(padded(array.storedType, typeWidth))  \(padded(shape, shapeWidth))  \(array.shownName)\n"
    }.joined()
  }

  static func json(_ array: ArchivedArray) -> String {
    JSONValue.object([
      ("name", .string(array.name)), ("stored", .string(array.storedType)),
      ("dtype", array.elementType.map { .string($0.rawValue) } ?? .null),
      ("shape", array.axes.map { .array($0.map { .integer($0) }) } ?? .null),
      ("bytes", .integer(array.byteCount)),
    ]).text + "\n"
  }

  private static func shape(_ array: ArchivedArray) -> String {
    guard let axes = array.axes, let shape = try? Shape(axes) else { return "-" }
    return shape.description
  }
}
