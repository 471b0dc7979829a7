import ArgumentParser
import TensorCore
import ToolKit

/// The pooling's input, or its shape.
struct GradientOrigin: ParsableArguments {
  @Option(
    name: .customLong("input"),
    help: ArgumentHelp("What the pooling was given: a stream of arrays.", valueName: "FILE"))
  var data: String?

  @OptionGroup var likeOptions: LikeOptions

  var hasShape: Bool { likeOptions.like != nil || likeOptions.shape.inputShape != nil }

  func inputs(besides paths: [String]) throws -> PairedStream? {
    try data.map { try PairedStream(path: $0, option: "--input", besides: paths) }
  }
}

/// Where results came from, as `pool --indices` writes it.
struct IndexOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The pooling's indices, in the place of --input: a stream of int64 arrays.",
      valueName: "FILE"))
  var indices: String?

  @Option(
    help: ArgumentHelp(
      "Indices count in one channel of one image (plane) or in the whole array (array).",
      valueName: "ORIGIN"))
  var indexOrigin = "plane"

  mutating func validate() throws { _ = try origin }

  func arrays(besides paths: [String]) throws -> PairedStream? {
    try indices.map { try PairedStream(path: $0, option: "--indices", besides: paths) }
  }

  var origin: PoolingIndexOrigin {
    get throws {
      guard let origin = PoolingIndexOrigin(rawValue: indexOrigin) else {
        throw UsageError("--index-origin expects plane or array, got '\(indexOrigin)'")
      }
      return origin
    }
  }
}
