import TensorCore

/// Images that become one array with a batch axis.
///
/// The number of images has to be known before the first is written: it is the number of files,
/// or else the images are held until the stream ends.
public final class ImageBatch {
  private let conversion: ImageConversion
  private let writer: TensorWriter
  /// Of one image, without the batch axis.
  private var shape: DataShape?
  private var count = 0
  private var sink: LayoutWriter?
  /// Elements of the images, where their number is not known.
  private var held = HeldBytes()

  public init(_ conversion: ImageConversion, to writer: TensorWriter) {
    self.conversion = conversion
    self.writer = writer
  }

  /// Compares an image with those before.
  ///
  /// - Throws: `ConversionError.batch` if it has another shape.
  public func check(_ header: ImageHeader, stream: String, image: Int) throws(ConversionError) {
    var single = header
    single.batch = nil
    let found = try conversion.shape(of: single)
    let expected = shape ?? found
    shape = expected
    guard found == expected else {
      throw .batch(stream: stream, image: image, expected: expected.axes, found: found.axes)
    }
  }

  /// States how many images there will be, so that they need not be held.
  public func begin(count: Int) throws {
    sink = try makeSink(count)
  }

  /// Adds an image, or the images of a batch, which has been checked.
  public func add(_ image: any ImageDecoder) throws {
    count += image.header.batch ?? 1
    if let sink {
      try conversion.convert(image) { try sink.write($0) }
      return
    }
    try conversion.convert(image) { try held.append($0) }
  }

  /// Writes what has been held.
  public func finish() throws {
    guard sink == nil, shape != nil else { return }
    let sink = try makeSink(count)
    try held.forEach { try sink.write($0) }
  }

  private func makeSink(_ count: Int) throws -> LayoutWriter {
    var whole = shape!
    whole.batch = count
    return try LayoutWriter(writer, conversion.options.scale.elementType, whole)
  }
}
