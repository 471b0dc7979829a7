import TensorCore

/// Takes the elements of images in the order N, H, W, C and writes them as one array of a
/// layout. A layout with another order is written image by image where the batch comes first,
/// else as a whole.
final class LayoutSink {
  private let writer: TensorWriter
  private let elementType: ElementType
  private let shape: DataShape
  /// Axes of what is held at a time in the order N, H, W, C, and the order they are written in.
  private let block: (axes: [Int], order: [Int])?
  private var held: Tensor?
  private var position = 0

  /// Starts the array.
  init(_ writer: TensorWriter, _ elementType: ElementType, _ shape: DataShape) throws {
    self.writer = writer
    self.elementType = elementType
    self.shape = shape
    let order = shape.canonicalOrder
    // From places in the array to places in the canonical order.
    var inverse = order
    for (canonical, place) in order.enumerated() { inverse[place] = canonical }
    if order == Array(order.indices) {
      block = nil
    } else if shape.batch != nil, order.first == 0 {
      block = (order.dropFirst().map { shape.axes[$0] }, inverse.dropFirst().map { $0 - 1 })
    } else {
      block = (order.map { shape.axes[$0] }, inverse)
    }
    try writer.begin(elementType, try Shape(shape.axes))
  }

  /// The next elements.
  func write(_ elements: UnsafeRawBufferPointer) throws {
    guard let block else {
      try writer.write(elements)
      return
    }
    var left = elements[...]
    while !left.isEmpty {
      if held == nil {
        held = try Tensor(elementType: elementType, shape: try Shape(block.axes))
        position = 0
      }
      let target = held!
      let count = target.withBytes { bytes in
        let piece = left.prefix(bytes.count - position)
        UnsafeMutableRawBufferPointer(rebasing: bytes[position...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: piece))
        return piece.count
      }
      position += count
      left = left.dropFirst(count)
      if position == target.count * elementType.byteCount {
        try target.permuted(block.order).withBytes {
          try writer.write(UnsafeRawBufferPointer($0))
        }
        held = nil
      }
    }
  }
}
