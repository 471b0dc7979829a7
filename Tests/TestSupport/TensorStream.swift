import Foundation
import TensorCore

/// Streams of arrays in memory.
public enum TensorStream {
  /// How a stream gets to its reader.
  public enum Route: CaseIterable, Sendable { case file, pipe }

  public static func read(path: String) throws -> [Tensor] {
    let reader = try TensorReader(path: path)
    var tensors: [Tensor] = []
    while try reader.next() != nil { tensors.append(try reader.readTensor()) }
    return tensors
  }

  public static func read(_ bytes: [UInt8]) throws -> [Tensor] {
    let scratch = try Scratch()
    return try read(path: try scratch.write("stream.npy", bytes))
  }

  /// A reader of a stream.
  ///
  /// - Parameter scratch: where the file or the pipe is; must outlive the reader.
  public static func reader(
    _ arrays: [Tensor], through route: Route = .file, in scratch: Scratch, name: String = "in.npy"
  ) throws -> TensorReader {
    let bytes = arrays.flatMap(\.npy)
    switch route {
    case .file: return try TensorReader(path: try scratch.write(name, bytes))
    case .pipe:
      let path = scratch.file(name)
      guard mkfifo(path, 0o600) == 0 else { throw SystemFailure("making a pipe") }
      Thread.detachNewThread { feed(bytes, path) }
      return try TensorReader(path: path)
    }
  }

  /// Writes into a pipe in pieces that end anywhere.
  private static func feed(_ bytes: [UInt8], _ path: String) {
    let file = open(path, O_WRONLY)
    var (next, piece) = (0, 1)
    while file >= 0, next < bytes.count {
      let count = min(piece, bytes.count - next)
      let written = bytes.withUnsafeBytes { write(file, $0.baseAddress! + next, count) }
      // A reader that has gone away has seen what it wanted.
      guard written > 0 else { break }
      next += written
      piece = piece * 3 % 8191 + 1
    }
    close(file)
  }

  /// What a tool's loop makes of a stream: `body` is called for each array.
  public static func transform(
    _ arrays: [Tensor], through route: Route = .file,
    _ body: (PendingArray, TensorWriter) throws -> Void
  ) throws -> [UInt8] {
    let scratch = try Scratch()
    let reader = try reader(arrays, through: route, in: scratch)
    let writer = try TensorWriter(path: scratch.file("out.npy"))
    while let array = try reader.next() { try body(array, writer) }
    try writer.finish()
    return try Scratch.read(scratch.file("out.npy"))
  }

  /// The same for an operation that reads an array of each of two streams at a time.
  public static func pair(
    _ first: [Tensor], _ second: [Tensor], through route: Route = .file,
    _ body: (PendingArray, PendingArray) throws -> Void
  ) throws {
    let scratch = try Scratch()
    let one = try reader(first, through: route, in: scratch, name: "one.npy")
    let other = try reader(second, through: route, in: scratch, name: "other.npy")
    while let first = try one.next() {
      guard let second = try other.next() else {
        throw Disagreement(description: "the second stream is shorter")
      }
      try body(first, second)
    }
  }
}
