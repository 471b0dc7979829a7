import ImageCodecs
import TensorCore
import ToolKit

/// The images that are written: one after the other to one stream, or each to a file of its own.
final class ImageFiles: ImageOutput {
  private let path: NumberedPath?
  private let format: FormatOptions
  private let threads: Int
  private var writer: ByteWriter?
  private(set) var imagesStarted = 0

  init(path: NumberedPath?, format: FormatOptions, threads: Int) {
    self.path = path
    self.format = format
    self.threads = threads
  }

  /// Opens the one stream, unless each image has a file.
  ///
  /// - Throws: `StreamError` if it cannot be written to.
  func open() throws {
    if !isNumbered { writer = try ByteWriter(path: path?.path(0)) }
  }

  /// The one stream is whole.
  ///
  /// - Throws: `DrawingError.noImage` if it is a file for which there was no image.
  func finish() throws {
    if imagesStarted == 0, let path, !path.isNumbered, writer?.isRewritable == true {
      throw DrawingError.noImage(path: path.path(0))
    }
    try writer?.finish()
  }

  private var isNumbered: Bool { path?.isNumbered ?? false }

  func begin(_ header: ImageHeader) throws -> any ImageEncoder {
    if let path, path.isNumbered {
      writer = try ByteWriter(path: path.path(imagesStarted))
    } else if let path, path.path(0) != "-", imagesStarted > 0, !format.pnm {
      throw UsageError(
        "there is more than one image for \(path.path(0)), and a PNG file holds one",
        hint: "-o with %04d in the name writes numbered files")
    }
    imagesStarted += 1
    let writer = writer!
    let sink: ByteSink = { try writer.write($0) }
    return format.pnm
      ? try PNMEncoder(header, to: sink)
      : try PNGEncoder(header, level: format.level, threads: threads, to: sink)
  }

  func end() throws {
    if isNumbered {
      try writer?.finish()
      writer = nil
    } else {
      try writer?.flush()
    }
  }
}
