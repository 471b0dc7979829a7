/// What is held at a time of an array whose axes are not in the order N, space, C, to put them
/// into another one: an image where the batch comes first, else the whole array.
package struct HeldBlock: Equatable, Sendable {
  /// Lengths in the array's order.
  package let storedAxes: [Int]
  /// Lengths in the order N, space, C.
  package let canonicalAxes: [Int]
  /// What `Tensor.permuted` takes for the order N, space, C.
  package let toCanonical: [Int]
  /// What it takes for the way back.
  package let toStored: [Int]

  /// Nil where the axes are in that order: such an array streams.
  package init?(_ shape: DataShape) {
    let whole = shape.canonicalOrder
    guard whole != Array(whole.indices) else { return nil }
    let isImage = shape.batch != nil && whole.first == 0
    let (axes, order) =
      isImage
      ? (Array(shape.axes.dropFirst()), whole.dropFirst().map { $0 - 1 }) : (shape.axes, whole)
    storedAxes = axes
    canonicalAxes = order.map { axes[$0] }
    toCanonical = order
    toStored = order.indices.map { order.firstIndex(of: $0)! }
  }
}
