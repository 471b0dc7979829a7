/// Shapes that are stretched to one another as NumPy does it: aligned at their last axes, an axis
/// of length 1 or none repeats.
enum Broadcasting {
  /// - Throws: `BroadcastError` for the first two that do not go together.
  static func shape(of arrays: [(name: String, shape: Shape)]) throws -> Shape {
    let rank = arrays.map(\.shape.rank).max() ?? 0
    var axes = [Int](repeating: 1, count: rank)
    for (index, (name, shape)) in arrays.enumerated() {
      for (axis, length) in shape.axes.enumerated() where length != 1 {
        let place = rank - shape.rank + axis
        guard axes[place] == 1 || axes[place] == length else {
          let other = arrays[..<index].first {
            let there = place - (rank - $0.shape.rank)
            return there >= 0 && $0.shape[there] == axes[place]
          }!
          throw BroadcastError(
            first: other.name, firstShape: other.shape, second: name, secondShape: shape,
            axis: place - rank)
        }
        axes[place] = length
      }
    }
    return try Shape(axes)
  }
}

/// Arrays that no broadcasting brings together.
public struct BroadcastError: Failure, Equatable {
  let first: String
  let firstShape: Shape
  let second: String
  let secondShape: Shape
  /// From the end.
  let axis: Int

  public var category: FailureCategory { .data }
  public var message: String {
    "\(first) of shape \(firstShape) and \(second) of shape \(secondShape) do not go together: axis \(axis) is \(firstShape[firstShape.rank + axis]) and \(secondShape[secondShape.rank + axis]), expected equal lengths or 1"
  }
}
