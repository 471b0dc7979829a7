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
    while case .image(let decoder)? = try reader.next() {
      let header = decoder.header
      var samples = [UInt8](repeating: 0xAA, count: header.rowBytes * header.rowCount)
      for first in stride(from: 0, to: header.rowCount, by: rows) {
        let count = min(rows, header.rowCount - first)
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

  /// The arrays that a stream of images becomes.
  static func tensors(
    _ bytes: [UInt8], _ change: (inout ConversionOptions) -> Void = { _ in }
  ) throws -> [Tensor] {
    let scratch = try Scratch()
    let path = try scratch.write("images", bytes)
    let reader = ImageReader(try ByteReader(path: path))
    let writer = try TensorWriter(path: scratch.file("out.npy"))
    var options = ConversionOptions()
    change(&options)
    while let source = try reader.next() {
      switch source {
      case .image(let image): try ImageConversion(options).apply(image, to: writer)
      case .numbers(let numbers): try numbers.write(to: writer)
      }
    }
    try writer.finish()
    return try TensorStream.read(path: scratch.file("out.npy"))
  }

  /// The array of the only image.
  static func tensor(
    _ bytes: [UInt8], _ change: (inout ConversionOptions) -> Void = { _ in }
  ) throws -> Tensor {
    let all = try tensors(bytes, change)
    guard all.count == 1 else { throw Disagreement(description: "\(all.count) arrays") }
    return all[0]
  }

  /// A binary PNM or PAM file of one row of pixels.
  static func row(_ samples: [Int], channels: Int = 1, maximum: Int = 255, type: String = "")
    -> [UInt8]
  {
    let head =
      "P7\nWIDTH \(samples.count / channels)\nHEIGHT 1\nDEPTH \(channels)\nMAXVAL \(maximum)\nTUPLTYPE \(type)\nENDHDR\n"
    let body = samples.flatMap {
      maximum > 255 ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0)]
    }
    return Array(head.utf8) + body
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
