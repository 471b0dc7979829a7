import TensorCore

/// The images of an IDX file, one below the other.
final class IDXDecoder: ImageDecoder {
  let header: ImageHeader

  private let idx: IDXHeader
  private let source: ByteReader
  private let image: Int
  private var bytesRead = 0

  init(_ idx: IDXHeader, _ source: ByteReader, image: Int, limits: ImageLimits) throws {
    self.idx = idx
    self.source = source
    self.image = image
    header = ImageHeader(
      width: idx.shape[2], height: idx.shape[1],
      channels: idx.shape.rank == 4 ? idx.shape[3] : 1, maximum: 255, batch: idx.shape[0])
    do throws(LimitError) {
      try limits.check(header)
    } catch {
      throw ImageError.limit(stream: source.name, image: image, error)
    }
  }

  func read(rows: Int, into target: UnsafeMutableRawBufferPointer) throws {
    let count = rows * header.rowBytes
    precondition(bytesRead + count <= idx.byteCount)
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
    bytesRead += got
    guard got == count else {
      throw ImageError.idx(
        stream: source.name, image: image,
        .truncated(shape: idx.shape.axes, expected: idx.byteCount, got: bytesRead))
    }
  }
}
