import TensorCore
import TestSupport
import Testing

/// Bits of a gradient for a weight that no sum of ordinary numbers shows.
@Suite struct WeightGradientBitsTests {
  /// Positions within one block, exactly one, and more; output channels that fill vectors, and
  /// that do not.
  static let sizes = [(4, 32), (4, 16), (20, 20), (32, 32), (37, 64), (6, 7)].map {
    (side: $0, outputs: $1)
  }

  private func gradient<Element>(
    _ x: [Element], _ v: [Element], side: Int, outputs: Int, _ type: ElementType,
    _ method: WeightGradientMethod
  ) throws -> [Element] {
    func tensor(_ values: [Element], _ channels: Int) throws -> Tensor {
      let tensor = try Tensor(elementType: type, shape: try Shape([1, side, side, channels]))
      tensor.withElements(as: Element.self) { _ = $0.update(from: values) }
      return tensor
    }
    var options = ConvolutionOptions()
    options.padding = .same
    let (x, v) = (try tensor(x, 3), try tensor(v, outputs))
    var results: [[Element]] = []
    _ = try Executions.agreed { execution in
      let operation = try ConvolutionWeightGradient(
        options, kernel: [3, 3], method: method, execution: execution)
      try TensorStream.pair([x], [v]) { try operation.add(input: $0, dOutput: $1) }
      let result = try #require(try operation.result())
      results.append(result.withElements(as: Element.self) { Array($0) })
      return result.npy
    }
    return results[0]
  }

  /// Products that underflow leave −0 in a chain from +0; the total, which starts at +0, is +0.
  @Test(arguments: sizes) func sumsThatUnderflowArePositiveZeros(_ side: Int, _ outputs: Int)
    throws
  {
    let positions = side * side
    for method in [WeightGradientMethod.direct, .im2col] {
      let single = try gradient(
        [Float](repeating: 1e-30, count: 3 * positions),
        [Float](repeating: -1e-30, count: outputs * positions), side: side, outputs: outputs,
        .float32, method)
      #expect(single.allSatisfy { $0.bitPattern == 0 }, "\(method)")
      let double = try gradient(
        [Double](repeating: 1e-200, count: 3 * positions),
        [Double](repeating: -1e-200, count: outputs * positions), side: side, outputs: outputs,
        .float64, method)
      #expect(double.allSatisfy { $0.bitPattern == 0 }, "\(method)")
    }
  }

  /// A NaN of any sign and payload makes sums that are the one NaN of all results.
  @Test(arguments: sizes) func sumsThatAreNoNumberAreAlike(_ side: Int, _ outputs: Int) throws {
    let positions = side * side
    var x = [Float](repeating: 1, count: 3 * positions)
    x[3 * (side + 1) + 1] = Float(bitPattern: 0xFFC1_2345)
    let v = [Float](repeating: 1, count: outputs * positions)
    for method in [WeightGradientMethod.direct, .im2col] {
      let found = try gradient(x, v, side: side, outputs: outputs, .float32, method)
      // Every tap meets the second row and column; of the channels, the second one.
      for (i, value) in found.enumerated() {
        let isWild = i / outputs % 3 == 1
        #expect(isWild ? value.bitPattern == 0x7FC0_0000 : value.isFinite, "\(method) \(i)")
      }
    }
  }
}
