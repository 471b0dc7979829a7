/// Arrays of a tensor stream, one after the other, each from its first element to its last.
///
/// Elements come in C order and the machine's byte order, whatever the stream holds; an array
/// in Fortran order is held whole for that. One thread uses a reader at a time. There is nothing to
/// read before `next()` has given an array: a reader that is asked for elements then ends the program.
public final class TensorReader: @unchecked Sendable {
  /// The stream's name in messages.
  public var name: String { source.name }
  /// How many arrays have been started: the number of the current one is one less.
  public private(set) var arraysStarted = 0
  /// The header of the current array, as its elements are delivered.
  private var header: NPYHeader?
  /// The header of the current array, as it stands in the stream.
  public private(set) var storedHeader: NPYHeader?

  /// Where the current array starts in a regular file; nil in a pipe.
  package private(set) var place: Int?

  private let source: ByteReader
  /// Elements of the current array that have not been read.
  public private(set) var remaining = 0 {
    didSet { tellRows() }
  }
  /// Told how far the stream has been read, if somebody looks.
  public var progress: StreamProgress? {
    didSet { source.progress = progress }
  }
  private var isByteSwapped = false
  /// An array that had to be held whole, and the next byte to deliver from it.
  private var held: (tensor: Tensor, position: Int)?
  private var swapBuffer: [UInt8] = []
  /// How many arrays are read on into when the current one is at its end.
  private var joined = 0

  public init(_ source: ByteReader) { self.source = source }

  /// Reads `path`, or standard input for `-`.
  public convenience init(path: String) throws(StreamError) {
    self.init(try ByteReader(path: path))
  }

  /// The next array; nil at the end of the stream. Elements of the current array that were not
  /// read are skipped.
  ///
  /// - Throws: `StreamError` for damaged or unsupported headers. `MemoryError` and truncation
  ///   for an array in Fortran order, which is read here.
  public func next() throws -> PendingArray? {
    try skip()
    held = nil
    guard try !source.isAtEnd() else {
      if source.missing > 0 { throw truncation(left: source.missing, got: 0) }
      return nil
    }
    let array = arraysStarted
    arraysStarted += 1
    place = source.place
    var header = try source.readNPYHeader(array: array)
    let (byteCount, overflow) = header.shape.count.multipliedReportingOverflow(
      by: header.elementType.byteCount)
    guard !overflow else {
      throw StreamError.tooLarge(stream: name, array: array, shape: header.shape.axes)
    }
    if let known = source.knownRemaining, known < byteCount {
      throw StreamError.truncated(stream: name, array: array, expected: byteCount, got: known)
    }
    storedHeader = header
    progress?.begin(rows: Self.rows(header.shape))
    isByteSwapped = header.isByteSwapped
    header.isByteSwapped = false
    self.header = header
    remaining = header.shape.count
    if header.isFortranOrder {
      header.isFortranOrder = false
      self.header = header
      let stored = try readHere()
      held = (try stored.reversedAxes(to: header.shape), 0)
      remaining = header.shape.count
    }
    return PendingArray(header, self)
  }

  /// Makes array number `array` of a regular file, which starts at a `place` told before, the one
  /// that `next()` delivers; false if the file has no such place any more.
  package func move(to place: Int, array: Int) -> Bool {
    (held, remaining, arraysStarted, joined) = (nil, 0, array, 0)
    return source.move(to: place)
  }

  /// Lets the current array, of which nothing has been read, go on in those after it, where these lie
  /// in a mapped file and have the same header.
  ///
  /// - Parameter bytes: of all of them together, at most.
  /// - Returns: how many more arrays it is now.
  func joinArrays(bytes: Int) -> Int {
    guard held == nil, let header, remaining > 0, remaining == header.shape.count else { return 0 }
    let size = remaining * header.elementType.byteCount
    joined = source.alike(after: size, most: bytes / size - 1)
    return joined
  }

  /// Goes on to the next of the joined arrays at the end of the one before.
  private func crossOver() throws(StreamError) {
    guard remaining == 0, joined > 0 else { return }
    joined -= 1
    do {
      _ = try next()
    } catch {
      // Of an array whose header is known and whose elements are there, nothing else can be wrong.
      throw error as? StreamError ?? .readFailed(stream: name, .ioError)
    }
  }

  /// Throws if the stream has ended without any array.
  public func requireArray() throws(StreamError) {
    if arraysStarted == 0 { throw .noArray(stream: name) }
  }

  /// The rest of the current array: all of it, after `next()`.
  ///
  /// - Throws: `StreamError.truncated`, `MemoryError`.
  public func readTensor() throws -> Tensor {
    if let held, held.position == 0 {
      remaining = 0
      return held.tensor
    }
    return try readHere()
  }

  /// The one array that a file holds, such as a weight.
  public static func readOnly(path: String) throws -> Tensor {
    let reader = try TensorReader(path: path)
    guard try reader.next() != nil else { throw StreamError.noArray(stream: reader.name) }
    let tensor = try reader.readTensor()
    guard try reader.source.isAtEnd() else {
      throw StreamError.moreThanOneArray(stream: reader.name)
    }
    return tensor
  }

  /// Bytes of a piece: whole elements of every type, and few enough to stay in the cache.
  private static let longestPiece = 1 << 18

  /// The next elements of the current array, in pieces of a convenient size: `body` is called
  /// with bytes in the machine's order, whole elements each time, until it has seen `count`
  /// elements.
  ///
  /// - Precondition: `count` does not exceed `remaining`.
  /// - Throws: `StreamError.truncated`.
  public func read(
    count: Int, _ body: (UnsafeRawBufferPointer) throws(StreamError) -> Void
  ) throws(StreamError) {
    if count > 0 { try crossOver() }
    precondition(count <= remaining)
    let size = header!.elementType.byteCount
    var left = count * size
    while left > 0 {
      if let held {
        let piece = min(left, Self.longestPiece)
        try held.tensor.withBytes { (bytes) throws(StreamError) in
          try body(
            UnsafeRawBufferPointer(rebasing: bytes[held.position..<(held.position + piece)]))
        }
        self.held!.position += piece
        left -= piece
        remaining -= piece / size
        continue
      }
      let bytes = try source.available(atLeast: min(size, left))
      let whole = min(left, Self.longestPiece, bytes.count / size * size)
      guard whole > 0 else { throw truncation(left: remaining * size, got: bytes.count) }
      let piece = UnsafeRawBufferPointer(rebasing: bytes[..<whole])
      if isByteSwapped {
        swapBuffer = [UInt8](piece)
        swapBuffer.withUnsafeMutableBytes { swapBytes($0, size: size) }
        let swapped = swapBuffer
        let result = swapped.withUnsafeBytes { bytes in
          Result { () throws(StreamError) in try body(bytes) }
        }
        try result.get()
      } else {
        try body(piece)
      }
      source.consume(whole)
      left -= whole
      remaining -= whole / size
    }
  }

  /// Hands the next `count` elements to `writer`.
  public func forward(count: Int, to writer: TensorWriter) throws(StreamError) {
    try read(count: count) { (bytes) throws(StreamError) in try writer.write(bytes) }
  }

  /// Waits until the next `count` elements have arrived (where they may be too many for memory
  /// to be taken on trust), so that a buffer for them is only allocated for data that exists.
  ///
  /// - Parameter trusted: bytes for which a header's word is enough.
  func require(count: Int, trusted: Int = trustedInPipe) throws(StreamError) {
    guard held == nil else { return }
    if count > 0 { try crossOver() }
    let bytes = count * header!.elementType.byteCount
    guard bytes > trusted else { return }
    let got = try source.available(atLeast: bytes).count
    if got < bytes { throw truncation(left: remaining * header!.elementType.byteCount, got: got) }
  }

  /// The next elements into `target`, unconverted.
  ///
  /// - Throws: `StreamError.truncated`.
  public func read(into target: UnsafeMutableRawBufferPointer) throws(StreamError) {
    if !target.isEmpty { try crossOver() }
    let size = header!.elementType.byteCount
    precondition(target.count % size == 0 && target.count / size <= remaining)
    if held != nil {
      var done = 0
      try read(count: target.count / size) { piece in
        UnsafeMutableRawBufferPointer(rebasing: target[done...]).copyMemory(from: piece)
        done += piece.count
      }
      return
    }
    let got = try source.read(into: target)
    guard got == target.count else {
      throw truncation(left: remaining * size, got: got)
    }
    if isByteSwapped { swapBytes(target, size: size) }
    remaining -= target.count / size
  }

  /// Whether elements may be waited for: they come through a pipe.
  public var waits: Bool { source.knownRemaining == nil }

  /// What is left of the current array where it lies, if that is in memory as it is to be
  /// delivered; `slack` elements past the end are readable. Nothing is taken.
  func inPlace(slack: Int) -> UnsafeRawPointer? {
    guard held == nil, !isByteSwapped, let size = header?.elementType.byteCount else { return nil }
    return source.inPlace(remaining * size, slack: slack * size)
  }

  /// Where the elements lie in a mapped file that are left of the current array, and bytes from
  /// there to those of the next one with the same header; nil if they are not as they are to be
  /// delivered.
  var mapped: (start: UnsafeRawPointer, pitch: Int)? {
    guard held == nil, !isByteSwapped, let size = header?.elementType.byteCount,
      let start = source.inPlace(remaining * size, slack: 0)
    else { return nil }
    return (start, remaining * size + source.lastHeaderLength)
  }

  /// Where a mapped file has the next `count` elements after `skipped` others, or what follows
  /// them. Nothing is taken.
  func ahead(skipping skipped: Int, count: Int) -> UnsafeRawBufferPointer {
    guard held == nil, let size = header?.elementType.byteCount else {
      return .empty
    }
    return source.ahead(skipping: skipped * size, count: count * size)
  }

  /// Passes over what is left of the current array and of those that it is joined with.
  func finish() throws(StreamError) {
    try skip()
    while joined > 0 {
      try crossOver()
      try skip()
    }
  }

  /// Passes over what is left of the current array.
  public func skip() throws(StreamError) {
    if remaining > 0 { try read(count: remaining) { _ in } }
  }

  /// Passes over what is left of the current array without waiting for it: if the stream ends inside, `next()`
  /// says so.
  public func discard() throws(StreamError) {
    guard held == nil, let size = header?.elementType.byteCount,
      source.discard(remaining * size)
    else { return try skip() }
    remaining = 0
  }

  /// Rows as people count them: pieces along the last two axes, along the last one of a plane.
  private static func rows(_ shape: Shape) -> Int {
    shape.rank < 2 ? shape.count : shape.axes.dropLast(shape.rank == 2 ? 1 : 2).reduce(1, *)
  }

  private func tellRows() {
    guard let progress, let shape = header?.shape, shape.count > 0 else { return }
    let rows = Self.rows(shape)
    progress.set(rows: rows - remaining.dividedUp(by: shape.count / rows))
  }

  private func truncation(left: Int, got: Int) -> StreamError {
    let expected = header!.shape.count * header!.elementType.byteCount
    return .truncated(
      stream: name, array: arraysStarted - 1, expected: expected, got: expected - left + got)
  }

  /// Reads what is left.
  private func readHere() throws -> Tensor {
    let header = self.header!
    let shape = remaining == header.shape.count ? header.shape : try Shape([remaining])
    return Tensor(
      elementType: header.elementType, shape: shape,
      storage: try read(byteCount: remaining * header.elementType.byteCount))
  }

  /// The next elements in memory of their own, which grows as data arrives.
  ///
  /// - Throws: `StreamError.truncated`, `MemoryError`.
  func read(byteCount: Int) throws -> Storage {
    try .filled(byteCount: byteCount, trusted: waits ? Self.trustedInPipe : byteCount) {
      try read(into: $0)
    }
  }

  /// Bytes for which the word of a header in a pipe is enough: a power of two, which every element's size
  /// divides.
  static var trustedInPipe: Int { 64 << 20 }
}

/// Reverses the bytes of each element.
private func swapBytes(_ bytes: UnsafeMutableRawBufferPointer, size: Int) {
  func swap<Bits: FixedWidthInteger>(_: Bits.Type) {
    for offset in stride(from: 0, to: bytes.count, by: size) {
      let value = bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self)
      bytes.storeBytes(of: value.byteSwapped, toByteOffset: offset, as: Bits.self)
    }
  }
  switch size {
  case 2: swap(UInt16.self)
  case 4: swap(UInt32.self)
  case 8: swap(UInt64.self)
  default: break
  }
}
