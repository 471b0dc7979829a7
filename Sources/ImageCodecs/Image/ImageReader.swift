import TensorCore

/// What comes next in a stream of images.
public enum ImageSource {
  /// An image, or a batch of them.
  case image(any ImageDecoder)
  /// Elements that are no image, such as labels.
  case numbers(IDXNumbers)
}

/// The images of a stream, one after the other: PNG, PNM, PAM and IDX in any mixture, recognised
/// by their first bytes. One thread uses a reader at a time.
public final class ImageReader {
  /// The stream's name in messages.
  public var name: String { source.name }
  /// How many images have been started: the number of the current one is one less.
  public private(set) var imagesStarted = 0

  /// Whether the last image is text, after whose last number a comment may stand.
  private var endsInText = false
  private let source: ByteReader
  private let limits: ImageLimits

  /// Told how far the stream has been read, if somebody looks.
  public var progress: StreamProgress? {
    didSet { source.progress = progress }
  }

  public init(_ source: ByteReader, limits: ImageLimits = ImageLimits()) {
    self.source = source
    self.limits = limits
  }

  /// The next image; nil at the end of the stream. The image before must have been read whole.
  ///
  /// - Throws: `ImageError` for damaged or unknown data, `StreamError`.
  public func next() throws -> ImageSource? {
    try skipSpace()
    endsInText = false
    let start = try source.available(atLeast: 8)
    guard !start.isEmpty else { return nil }
    let image = imagesStarted
    imagesStarted += 1
    let first = Array(start.prefix(8))
    if PNGDecoder.recognises(first) {
      return .image(try PNGDecoder(source, image: image, limits: limits))
    }
    if PNMDecoder.recognises(first) {
      let decoder = try PNMDecoder(source, image: image, limits: limits)
      endsInText = decoder.isText
      return .image(decoder)
    }
    if IDXHeader.recognises(first) { return try readIDX(image) }
    throw ImageError.unknownFormat(stream: name, image: image, found: first)
  }

  private func readIDX(_ image: Int) throws -> ImageSource {
    do {
      let header = try IDXHeader.read(source)
      return header.holdsImages
        ? .image(try IDXDecoder(header, source, image: image, limits: limits))
        : .numbers(IDXNumbers(header, source, image: image))
    } catch let error as IDXError {
      throw ImageError.idx(stream: name, image: image, error)
    }
  }

  /// Throws if the stream has ended without any image.
  public func requireImage() throws(ImageError) {
    if imagesStarted == 0 { throw .noImage(stream: name) }
  }

  /// Programs that write PNM as text end it with a line end, people with comments. No format starts
  /// with white space.
  private func skipSpace() throws {
    guard imagesStarted > 0 else { return }
    var inComment = false
    while true {
      let bytes = try source.available(atLeast: 1)
      let count = bytes.prefix { byte in
        if inComment {
          inComment = byte != 0x0A
          return true
        }
        inComment = endsInText && byte == 0x23
        return inComment || isSpace(byte)
      }.count
      source.consume(count)
      if count < bytes.count || bytes.isEmpty { return }
    }
  }
}

/// The white space of PNM: blank, tab, line feed, vertical tab, form feed, carriage return.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
