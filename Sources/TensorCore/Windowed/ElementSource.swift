/// The elements of one array as an operator wants them: in the compute type, in the order
/// N, space, C, whatever the array's type and layout.
///
/// Arrays stored in that order stream. Of others, `HeldBlock` says what is held and permuted.
package final class ElementSource<Scalar: ComputeScalar>: @unchecked Sendable {
  private let reader: TensorReader
  private let type: ElementType
  /// What becomes of elements that have been read, and of how many.
  private let change: (@Sendable (UnsafeMutablePointer<Scalar>, Int) -> Void)?
  /// Nil where the array streams.
  private let block: HeldBlock?
  private var held: Tensor?
  /// The next element in `held`.
  private var position = 0

  /// - Parameters:
  ///   - shape: the meaning of the array.
  ///   - stored: what its elements are converted from, where their bits only are wanted; as
  ///     large as the array's type, which it is by default.
  ///   - change: what becomes of elements, each by itself, that have been converted.
  package init(
    _ array: PendingArray, shape: DataShape, storedAs stored: ElementType? = nil,
    change: (@Sendable (UnsafeMutablePointer<Scalar>, Int) -> Void)? = nil
  ) {
    reader = array.reader
    self.change = change
    type = stored ?? array.header.elementType
    block = HeldBlock(shape)
  }

  /// The elements of the array in its own order.
  init(streaming array: PendingArray) {
    reader = array.reader
    change = nil
    type = array.header.elementType
    block = nil
  }

  /// See `TensorReader.require`.
  package func require(_ count: Int) throws {
    if block == nil { try reader.require(count: count) }
  }

  /// The next elements in memory of their own, which grows as they arrive.
  func read(_ count: Int) throws -> Storage {
    let size = MemoryLayout<Scalar>.stride
    let arrives = block == nil && reader.waits
    return try .filled(
      byteCount: count * size, trusted: arrives ? TensorReader.trustedInPipe : count * size
    ) { bytes in
      try read(bytes.count / size, into: bytes.bindMemory(to: Scalar.self).baseAddress!)
    }
  }

  /// Waits until the first row of an array of this shape has arrived, or all that is held at a
  /// time: what is made ready for the positions of a row takes many times the row's memory, which
  /// a header's word is not enough for.
  package func awaitRow(of shape: DataShape) throws {
    guard shape.imageCount > 0 else { return }
    if block == nil {
      let row = shape.spatial.dropFirst().reduce(shape.channelCount, *)
      try reader.require(count: row, trusted: 0)
    } else {
      try load()
    }
  }

  /// Whether the array streams, as against being held in part or whole.
  package var streams: Bool { block == nil }

  /// Whether elements may be waited for.
  package var waits: Bool { reader.waits }

  /// All elements of the array where they lie, unless they have to be converted, moved or waited
  /// for. They stay to be passed over. `slack` elements past the last one are readable.
  func inPlace(slack: Int) -> UnsafePointer<Scalar>? {
    guard block == nil, change == nil, type == Scalar.computeType.elementType,
      let bytes = reader.inPlace(slack: slack),
      Int(bitPattern: bytes) % MemoryLayout<Scalar>.alignment == 0
    else { return nil }
    return bytes.assumingMemoryBound(to: Scalar.self)
  }

  /// All elements of the array, of which nothing has been read, and of those that it is joined with,
  /// unless they have to be moved or waited for. They stay to be passed over.
  var mapped: MappedElements<Scalar>? {
    guard block == nil, let place = reader.mapped else { return nil }
    return MappedElements(
      start: place.start, type: type, count: reader.remaining, pitch: place.pitch, change: change)
  }

  /// See `TensorReader.ahead`; empty where the array does not stream.
  func ahead(skipping skipped: Int, count: Int) -> UnsafeRawBufferPointer {
    block == nil
      ? reader.ahead(skipping: skipped, count: count)
      : .empty
  }

  /// Passes over the next `count` elements.
  package func skip(_ count: Int) throws {
    if block == nil {
      try reader.read(count: count) { _ in }
    } else {
      var left = count
      while left > 0 {
        try load()
        let piece = min(left, held!.count - position)
        position += piece
        left -= piece
      }
    }
  }

  /// Passes over what is left, so that a truncated array is noticed.
  package func finish() throws { try reader.finish() }

  /// See `TensorReader.joinArrays`. Reads must not cross from one to the next.
  func joinArrays(bytes: Int) -> Int { reader.joinArrays(bytes: bytes) }

  /// The next `count` elements.
  package func read(_ count: Int, into target: UnsafeMutablePointer<Scalar>) throws {
    if block == nil {
      try readStream(count, into: target)
    } else {
      try readBlocks(count, into: target)
    }
    change?(target, count)
  }

  private func readBlocks(_ count: Int, into target: UnsafeMutablePointer<Scalar>) throws {
    var done = 0
    while done < count {
      try load()
      let held = held!
      let piece = min(count - done, held.count - position)
      held.withBytes {
        Conversion.widen(
          $0.baseAddress! + position * type.byteCount, type, to: target + done, count: piece)
      }
      done += piece
      position += piece
    }
  }

  /// Holds the next image, or the array, if the one before is used up.
  private func load() throws {
    guard let block, held.map({ position == $0.count }) ?? true else { return }
    let shape = try Shape(block.storedAxes)
    held = try Tensor(
      elementType: type, shape: shape,
      storage: try reader.read(byteCount: shape.count * type.byteCount)
    ).permuted(block.toCanonical)
    position = 0
  }

  private func readStream(_ count: Int, into target: UnsafeMutablePointer<Scalar>) throws {
    if type == Scalar.computeType.elementType {
      try reader.read(
        into: UnsafeMutableRawBufferPointer(
          start: target, count: count * MemoryLayout<Scalar>.stride))
      return
    }
    var next = target
    try reader.read(count: count) { bytes in
      let piece = bytes.count / type.byteCount
      Conversion.widen(bytes.baseAddress!, type, to: next, count: piece)
      next += piece
    }
  }
}
