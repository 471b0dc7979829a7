import Foundation
import ImageCodecs
import TensorCore
import TestSupport

/// A decoded image as tests compare it: its header, and its samples row by row.
struct DecodedImage: Equatable {
  var header: ImageHeader
  var samples: [UInt8]
}

/// Images through files, since readers take streams.
enum ImageFile {
  /// Decodes all images of a stream, a few rows at a time.
  ///
  /// - Parameter rows: how many rows to ask for at a time.
  static func decode(
    _ bytes: [UInt8], rows: Int = 3, limits: ImageLimits = ImageLimits()
  ) throws -> [DecodedImage] {
    let scratch = try Scratch()
    let path = try scratch.write("images", bytes)
    let reader = ImageReader(try ByteReader(path: path), limits: limits)
    var images: [DecodedImage] = []
    while let decoder = try reader.next() {
      let header = decoder.header
      var samples = [UInt8](repeating: 0xAA, count: header.rowBytes * header.height)
      for first in stride(from: 0, to: header.height, by: rows) {
        let count = min(rows, header.height - first)
        try samples.withUnsafeMutableBytes {
          try decoder.read(
            rows: count,
            into: UnsafeMutableRawBufferPointer(
              rebasing: $0[(first * header.rowBytes)...].prefix(count * header.rowBytes)))
        }
      }
      images.append(DecodedImage(header: header, samples: samples))
    }
    try reader.requireImage()
    return images
  }

  /// The array that img2tensor's operator makes of a single image.
  static func tensor(_ bytes: [UInt8], scale: SampleScale) throws -> Tensor {
    let scratch = try Scratch()
    let path = try scratch.write("image", bytes)
    let reader = ImageReader(try ByteReader(path: path))
    let writer = try TensorWriter(path: scratch.file("out.npy"))
    while let image = try reader.next() { try ImageToTensor(scale: scale).apply(image, to: writer) }
    try writer.finish()
    return try TensorReader.readOnly(path: scratch.file("out.npy"))
  }

  /// Names of the files of Tests/Golden/images that are images.
  static let golden: [String] = {
    let directory = Golden.path("images")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return files.filter { !$0.hasSuffix(".npy") }.sorted()
  }()

  static func golden(_ name: String) throws -> [UInt8] {
    try Scratch.read(Golden.path("images/\(name)"))
  }
}
