import TensorCore

/// Whether the arrays of a stream are of another kind than those before: what is told of a kind is told once.
struct KindChange {
  private var last: (shape: Shape, type: ElementType)?

  /// Whether shape or type of the next array differ from those of the one before; the first one's do.
  mutating func next(_ header: NPYHeader) -> Bool {
    defer { last = (header.shape, header.elementType) }
    return header.shape != last?.shape || header.elementType != last?.type
  }
}
