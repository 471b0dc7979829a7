/// Writes arrays of one shape whose elements come in the order N, space, C, whatever their layout.
///
/// Arrays stored in that order stream. Of others, `HeldBlock` says what is held and permuted.
package final class LayoutWriter {
  private let writer: TensorWriter
  private let type: ElementType
  private let shape: Shape
  private let block: HeldBlock?
  private var held: Tensor?
  /// The next element in `held`.
  private var position = 0

  /// Starts an array.
  package init(_ writer: TensorWriter, _ type: ElementType, _ shape: DataShape) throws {
    self.writer = writer
    self.type = type
    self.shape = try Shape(shape.axes)
    block = HeldBlock(shape)
    try begin()
  }

  /// Starts an array whose elements come in its own order.
  init(_ writer: TensorWriter, _ type: ElementType, streaming shape: Shape) throws {
    self.writer = writer
    self.type = type
    self.shape = shape
    block = nil
    try begin()
  }

  /// Elements of an array.
  var count: Int { shape.count }

  /// Whether elements go on as they come.
  var streams: Bool { block == nil }

  /// Whether the other end may be waited for.
  var waits: Bool { writer.waits }

  /// Starts another array, after a whole one.
  func begin() throws { try writer.begin(type, shape) }

  /// The next elements of the array.
  package func write(_ elements: UnsafeRawBufferPointer) throws {
    if streams { return try writer.write(elements) }
    guard let source = elements.baseAddress else { return }
    let size = type.byteCount
    precondition(elements.count % size == 0)
    try hold(elements.count / size) { target, piece in
      target.copyMemory(
        from: source + piece.lowerBound * size, byteCount: piece.count * size)
    }
  }

  /// The next `count` elements of an array that does not stream, put into place by `fill`: it gets
  /// where some of them go, and which ones.
  func hold(_ count: Int, _ fill: (UnsafeMutableRawPointer, Range<Int>) -> Void) throws {
    let block = block!
    var done = 0
    while done < count {
      if held == nil {
        held = try Tensor(elementType: type, shape: try Shape(block.canonicalAxes))
        position = 0
      }
      let held = held!
      let piece = min(count - done, held.count - position)
      held.withBytes {
        fill($0.baseAddress! + position * type.byteCount, done..<(done + piece))
      }
      done += piece
      position += piece
      if position == held.count {
        try held.permuted(block.toStored).withBytes {
          try writer.write(UnsafeRawBufferPointer($0))
        }
        self.held = nil
      }
    }
  }
}
