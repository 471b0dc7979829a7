import TensorCore

/// An array that cannot be drawn as asked.
public enum DrawingError: Failure, Equatable {
  /// Too few or too many axes.
  case axes(array: Int, Shape, DataLayout)
  case noPixels(array: Int, DataShape)
  /// Elements of a type without a usual range.
  case noRange(array: Int, ElementType)
  case gridTooSmall(array: Int, columns: Int, rows: Int, maps: Int)
  case tooLarge(array: Int, width: Int, height: Int)
  /// Arrays without images, where a file should hold one.
  case noImage(path: String)

  public var category: FailureCategory { .data }

  /// The longest side that PNG can state.
  static let longestSide = Int(Int32.max)

  public var message: String {
    switch self {
    case .axes(let array, let shape, let layout):
      "array \(array) of shape \(shape) has \(shape.rank) axes, expected 2 to 4 (\(layout.name), N and C may be missing)"
    case .noPixels(let array, let shape): "array \(array) (\(shape)) has no pixels"
    case .noRange(let array, let type):
      "array \(array) has elements of type \(type), which have no usual range"
    case .gridTooSmall(let array, let columns, let rows, let maps):
      "a grid of \(columns)x\(rows) has \(columns * rows) cells, array \(array) has \(maps) maps"
    case .tooLarge(let array, let width, let height):
      "array \(array) makes an image of \(width)x\(height) pixels, expected sides of at most \(Self.longestSide)"
    case .noImage(let path): "there is no image for \(path): the arrays are batches without any"
    }
  }

  public var hint: String? {
    switch self {
    case .noRange: "give --range LOW:HIGH or --normalize minmax"
    default: nil
    }
  }
}
