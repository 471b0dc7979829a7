import ArgumentParser
import TensorCore

/// Where results of pooling came from: written by `pool`, read by its gradient and by unpooling.
public struct IndexOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which element each result is: a stream of int64 arrays, one for each of the results'.",
      valueName: "FILE"))
  public var indices: String?

  @Option(
    help: ArgumentHelp(
      "Indices count in one channel of one image (plane) or in the whole array (array).",
      valueName: "ORIGIN"))
  public var indexOrigin = "plane"

  public init() {}

  public mutating func validate() throws { _ = try origin }

  /// The arrays to read that go with those of the main stream.
  public func arrays(besides paths: [String]) throws -> PairedStream? {
    try indices.map { try PairedStream(path: $0, option: "--indices", besides: paths) }
  }

  /// Where to write them, beside the results.
  ///
  /// - Throws: `UsageError` if that is where the results go, `StreamError`.
  public func output(besides results: OutputOption) throws -> PoolingIndexOutput? {
    guard let indices else { return nil }
    let (path, origin) = (results.output ?? "-", try origin)
    guard indices != path else {
      throw UsageError(
        "--indices and the results both go to \(path == "-" ? "standard output" : path)")
    }
    return PoolingIndexOutput(try TensorWriter(path: indices), origin)
  }

  public var origin: PoolingIndexOrigin {
    get throws {
      guard let origin = PoolingIndexOrigin(rawValue: indexOrigin) else {
        throw UsageError("--index-origin expects plane or array, got '\(indexOrigin)'")
      }
      return origin
    }
  }
}
