import CPNGShim
import TensorCore

/// A PNG image of any kind, row by row; libpng does the decoding.
///
/// Palettes become RGB, transparent colours an alpha channel, samples of 1, 2 and 4 bits are
/// spread over 8. An interlaced image is held whole.
final class PNGDecoder: ImageDecoder {
  let header: ImageHeader
  private(set) var warning: String?

  private let input: PNGInput
  private let image: Int
  private let decoder: OpaquePointer
  private var rowsRead = 0
  /// All rows of an interlaced image.
  private var held: Storage?
  private let isInterlaced: Bool

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func recognises(_ start: [UInt8]) -> Bool { start == signature }

  init(_ source: ByteReader, image: Int, limits: ImageLimits) throws {
    self.image = image
    input = PNGInput(source)
    do {
      try Self.checkSize(source, limits)
    } catch let error as PNGError {
      throw ImageError.png(stream: source.name, image: image, error)
    } catch let error as LimitError {
      throw ImageError.limit(stream: source.name, image: image, error)
    }
    let context = Unmanaged.passUnretained(input).toOpaque()
    let read: cpng_read = { context, target, count in
      Unmanaged<PNGInput>.fromOpaque(context!).takeUnretainedValue().read(target!, count) ? 1 : 0
    }
    guard let decoder = cpng_decoder_create(read, context) else {
      throw MemoryError(byteCount: 1 << 15)
    }
    self.decoder = decoder
    var info = cpng_header()
    let isRead = cpng_decoder_read_header(decoder, &info) != 0
    isInterlaced = info.interlaced != 0
    header = ImageHeader(
      width: Int(info.width), height: Int(info.height), channels: Int(info.channels),
      maximum: info.bits == 16 ? 65535 : 255, hasAlpha: info.has_alpha != 0,
      colorSpace: Self.colorSpace(info))
    guard isRead else { throw failure() }
    if isInterlaced {
      do throws(LimitError) {
        try limits.checkHeld(header)
      } catch {
        throw ImageError.limit(stream: source.name, image: image, error)
      }
    }
  }

  deinit { cpng_decoder_destroy(decoder) }

  /// Looks at width and height before any memory is taken for them.
  private static func checkSize(_ source: ByteReader, _ limits: ImageLimits) throws {
    let start = try source.available(atLeast: 24)
    guard start.count >= 24 else { throw PNGError.truncated(got: start.count) }
    guard start[8..<16].elementsEqual([0, 0, 0, 13] + Array("IHDR".utf8)) else {
      throw PNGError.noHeader(found: Array(start[8..<16]))
    }
    func number(_ offset: Int) -> Int {
      start[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    try limits.check(
      ImageHeader(width: number(16), height: number(20), channels: 1, maximum: 255))
  }

  private static func colorSpace(_ info: cpng_header) -> ColorSpace? {
    // The chunk that says most counts, as the format demands.
    if info.has_icc != 0 {
      let name = withUnsafeBytes(of: info.icc_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      return .profile(name)
    }
    if info.has_srgb != 0 { return .sRGB }
    return info.gamma > 0 ? .gamma(Double(info.gamma) / 100_000) : nil
  }

  func read(rows: Int, into target: UnsafeMutableRawBufferPointer) throws {
    precondition(rowsRead + rows <= header.height)
    let byteCount = rows * header.rowBytes
    precondition(target.count >= byteCount)
    let bytes = target.baseAddress!.assumingMemoryBound(to: UInt8.self)
    if isInterlaced {
      try readHeld().withBytes {
        bytes.update(
          from: $0.baseAddress!.assumingMemoryBound(to: UInt8.self) + rowsRead * header.rowBytes,
          count: byteCount)
      }
    } else {
      guard cpng_decoder_read_rows(decoder, bytes, rows) != 0 else { throw failure() }
    }
    rowsRead += rows
    guard rowsRead == header.height else { return }
    held = nil
    guard cpng_decoder_finish(decoder) != 0 else { throw failure() }
    let text = String(cString: cpng_decoder_warning(decoder))
    if !text.isEmpty { warning = "PNG: \(text)" }
  }

  private func readHeld() throws -> Storage {
    if let held { return held }
    let storage = try Storage(byteCount: header.rowBytes * header.height)
    try storage.withBytes {
      let bytes = $0.baseAddress!.assumingMemoryBound(to: UInt8.self)
      guard cpng_decoder_read_interlaced(decoder, bytes) != 0 else { throw failure() }
    }
    held = storage
    return storage
  }

  /// Why the decoder gave up.
  private func failure() -> any Error {
    if let failure = input.failure { return failure }
    let reason = String(cString: cpng_decoder_message(decoder))
    return ImageError.png(
      stream: input.source.name, image: image,
      reason.isEmpty
        ? .truncated(got: input.position) : .damaged(reason, byte: input.position))
  }
}

/// The bytes that libpng asks for. An error is kept until libpng has been left.
private final class PNGInput {
  let source: ByteReader
  /// Bytes read so far, of those that arrived at a truncated end.
  private(set) var position = 0
  private(set) var failure: (any Error)?

  init(_ source: ByteReader) { self.source = source }

  func read(_ target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
    do {
      let got = try source.read(
        into: UnsafeMutableRawBufferPointer(start: target, count: count))
      position += got
      return got == count
    } catch {
      failure = error
      return false
    }
  }
}
