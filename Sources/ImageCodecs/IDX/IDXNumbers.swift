import TensorCore

/// The elements of an IDX file that holds no images, such as labels.
public final class IDXNumbers {
  private let idx: IDXHeader
  private let source: ByteReader
  private let image: Int

  init(_ idx: IDXHeader, _ source: ByteReader, image: Int) {
    self.idx = idx
    self.source = source
    self.image = image
  }

  /// Writes them as one array of their type and shape.
  ///
  /// - Throws: `ImageError` if the file ends before, `StreamError`.
  public func write(to writer: TensorWriter) throws {
    let size = idx.elementType.byteCount
    let piece = try Storage(byteCount: min(idx.byteCount, 1 << 17))
    var done = 0
    // Nothing is written before the first elements have come.
    repeat {
      let count = min(piece.byteCount, idx.byteCount - done)
      try piece.withBytes { bytes in
        let bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
        let got = try source.read(into: bytes)
        guard got == count else {
          throw ImageError.idx(
            stream: source.name, image: image,
            .truncated(shape: idx.shape.axes, expected: idx.byteCount, got: done + got))
        }
        for start in stride(from: 0, to: count, by: size) {
          bytes[start..<(start + size)].reverse()
        }
        if done == 0 { try writer.begin(idx.elementType, idx.shape) }
        try writer.write(UnsafeRawBufferPointer(bytes))
      }
      done += count
    } while done < idx.byteCount
  }
}
