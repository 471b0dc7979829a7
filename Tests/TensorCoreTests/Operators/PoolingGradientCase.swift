import TensorCore
import TestSupport

/// One gradient of pooling through the library.
struct PoolingGradientCase {
  var options: PoolingOptions
  var input: Tensor?
  var indices: Tensor?
  var origin = PoolingIndexOrigin.plane
  /// Of the input.
  var shape: Shape
  var dOutput: Tensor

  /// The stream that is written.
  func run(_ execution: Execution) throws -> [UInt8] {
    let operation = PoolingGradient(options, execution: execution)
    let scratch = try Scratch()
    let from: PoolingGradient.Origin =
      if let indices {
        .indices(try pending(indices, "indices.npy", scratch), like: shape, origin)
      } else if let input {
        .input(try pending(input, "input.npy", scratch))
      } else {
        .shape(shape)
      }
    return try TensorStream.transform([dOutput]) {
      try operation.apply($0, from, to: $1)
    }
  }

  private func pending(
    _ tensor: Tensor, _ name: String, _ scratch: Scratch
  ) throws -> PendingArray {
    let reader = try TensorReader(path: try scratch.write(name, tensor.npy))
    guard let array = try reader.next() else { throw Disagreement(description: name) }
    return array
  }
}
