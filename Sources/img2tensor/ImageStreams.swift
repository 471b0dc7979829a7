import ImageCodecs
import TensorCore
import ToolKit

/// The images of all inputs in order, and what the user should know about them.
final class ImageStreams {
  private let paths: [String]
  private let limits: ImageLimits
  private let isLinear: Bool
  private let verbose: Bool
  let progress: StreamProgress?
  /// Warnings that have been given: one for a stream of equal frames is enough.
  private var warnings: Set<String> = []

  init(paths: [String], limits: ImageLimits, isLinear: Bool, verbose: Bool) {
    self.paths = paths
    self.limits = limits
    self.isLinear = isLinear
    self.verbose = verbose
    progress = ProgressDisplay.progress(of: paths)
  }

  /// Calls `body` with each image, its stream's name and its number in that stream.
  func forEach(
    _ body: (ImageSource, _ stream: String, _ image: Int) throws -> Void
  ) throws {
    for path in paths {
      let reader = try open(path)
      reader.progress = progress
      while let source = try reader.next() {
        try body(source, reader.name, reader.imagesStarted - 1)
        if case .image(let image) = source { tell(image, reader) }
      }
      try reader.requireImage()
    }
  }

  /// Makes one array of all images.
  func writeBatch(_ batch: ImageBatch) throws {
    // The number of images is known before they are read where files have one each.
    let isCounted = paths.count > 1 && paths.allSatisfy(isRegularFile)
    if isCounted { try batch.begin(count: try countImages(batch)) }
    try forEach { source, stream, image in
      guard case .image(let decoder) = source else {
        throw ConversionError.numbersInBatch(stream: stream)
      }
      guard !isCounted || image == 0 else { throw ConversionError.severalInFile(stream: stream) }
      try batch.check(decoder.header, stream: stream, image: image)
      try batch.add(decoder)
    }
    try batch.finish()
  }

  /// Looks at the first image of each file.
  private func countImages(_ batch: ImageBatch) throws -> Int {
    var count = 0
    for path in paths {
      let reader = try open(path)
      let source = try reader.next()
      try reader.requireImage()
      guard case .image(let image)? = source else {
        throw ConversionError.numbersInBatch(stream: reader.name)
      }
      try batch.check(image.header, stream: reader.name, image: 0)
      count += image.header.batch ?? 1
    }
    return count
  }

  private func isRegularFile(_ path: String) -> Bool {
    path != "-" && OperatingSystem.status(path: path).map { $0.kind == .regular } ?? true
  }

  private func open(_ path: String) throws -> ImageReader {
    do {
      return ImageReader(try ByteReader(path: path), limits: limits)
    } catch StreamError.inputIsTerminal {
      throw UsageError(
        "standard input is a terminal, expected images", hint: "pipe images in, or name a file")
    }
  }

  private func tell(_ image: any ImageDecoder, _ reader: ImageReader) {
    let name = "\(reader.name): image \(reader.imagesStarted - 1)"
    let header = image.header
    if verbose {
      let alpha = header.hasAlpha ? ", the last is opacity" : ""
      let batch = header.batch.map { "\($0) images of " } ?? ""
      Messages.note(
        "\(name): \(batch)\(header.width)x\(header.height), channels: \(header.channels)\(alpha), largest sample \(header.maximum)"
      )
    }
    let texts = [image.warning, header.colorSpace?.disregarded(isLinear: isLinear)]
    for text in texts.compactMap({ $0 }) where warnings.insert(text).inserted {
      Messages.warn("\(name): \(text)")
    }
  }
}
