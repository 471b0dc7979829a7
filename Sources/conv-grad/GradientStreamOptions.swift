import ArgumentParser
import TensorCore
import ToolKit

/// How the gradients of several arrays are written: each, or their sum.
struct GradientStreamOptions: ParsableArguments {
  @Flag(help: "Write one gradient, the sum over the stream: all arrays count as one long batch.")
  var sum = false

  /// The stream loop of an operation that adds arrays up.
  ///
  /// - Parameters:
  ///   - pairs: the stream that `add` reads beside the main one, which must end with it.
  ///   - result: what was added since the last time.
  func run(
    inputs: [String], output: String?, verbose: Bool, pairs: PairedStream?,
    add: (PendingArray) throws -> Void, result: () throws -> Tensor?
  ) throws {
    try StreamLoop.run(
      inputs: inputs, output: output, verbose: verbose,
      atEnd: { writer in
        try pairs?.finish()
        if sum, let gradient = try result() { try writer.write(gradient) }
      }
    ) { array, writer in
      try add(array)
      if !sum, let gradient = try result() { try writer.write(gradient) }
    }
  }
}
