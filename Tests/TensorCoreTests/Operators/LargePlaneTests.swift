import TensorCore
import TestSupport
import Testing

/// Gradients for a weight that sum over more positions than a float32 can count.
@Suite struct LargePlaneTests {
  /// A chain of float32 ones stops at 2²⁴, which is a 4096×4096 plane: two of them are beyond.
  @Test func onesAreCounted() throws {
    let side = 4096
    let ones = try Tensor(elementType: .float32, shape: try Shape([side, side]))
    ones.withElements(as: Float.self) { $0.update(repeating: 1) }
    var options = ConvolutionOptions()
    options.padding = .same
    let scratch = try Scratch()
    let path = try scratch.write("ones.npy", ones.npy)
    for arrays in [1, 2] {
      let operation = try ConvolutionWeightGradient(
        options, kernel: [3, 3], isPerChannel: true,
        execution: Execution(instructionSet: Executions.one.instructionSet, threads: 2))
      for _ in 0..<arrays {
        let (x, v) = (try TensorReader(path: path), try TensorReader(path: path))
        try operation.add(
          input: try #require(try x.next()), dOutput: try #require(try v.next()))
      }
      let (whole, less) = (Double(arrays * side), Double(side - 1))
      let (corner, edge, centre) = (
        Double(arrays) * less * less, whole * less, whole * Double(side)
      )
      #expect(
        try #require(try operation.result()).values == [
          corner, edge, corner, edge, centre, edge, corner, edge, corner,
        ])
    }
  }
}
