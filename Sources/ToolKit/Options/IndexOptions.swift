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
      "Indices count in one channel of one image (plane, the default) or in the whole array (array).",
      valueName: "ORIGIN"))
  public var indexOrigin: String?

  public init() {}

  public mutating func validate() throws { _ = try origin }

  /// What is read where indices are.
  public var use: StandardInput.Use { ("--indices", indices) }

  /// The arrays to read that go with those of the main stream.
  public func arrays() throws -> PairedStream? {
    guard let indices else {
      try refuseOriginAlone()
      return nil
    }
    return try PairedStream(path: indices)
  }

  /// Where to write them, beside the results.
  ///
  /// - Throws: `UsageError` if that is where the results go, `StreamError`.
  public func output(besides results: OutputOption) throws -> PoolingIndexOutput? {
    guard let indices else {
      try refuseOriginAlone()
      return nil
    }
    let (path, origin) = (results.output ?? "-", try origin)
    guard indices != path else {
      throw UsageError(
        "--indices and the results both go to \(path == "-" ? "standard output" : path)")
    }
    return PoolingIndexOutput(try TensorWriter(path: indices), origin)
  }

  /// Without indices it would mean nothing, and they may have been forgotten.
  private func refuseOriginAlone() throws {
    if indexOrigin != nil { throw UsageError("--index-origin is for --indices, which are missing") }
  }

  public var origin: PoolingIndexOrigin {
    get throws {
      let name = indexOrigin ?? "plane"
      guard let origin = PoolingIndexOrigin(rawValue: name) else {
        throw UsageError("--index-origin expects plane or array, got '\(name)'")
      }
      return origin
    }
  }
}
