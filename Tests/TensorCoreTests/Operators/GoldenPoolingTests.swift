import TensorCore
import TestSupport
import Testing
import ToolKit

/// pool.txt through library calls, in float64 and in float32, under every execution.
@Suite struct GoldenPoolingTests {
  @Test(arguments: try Golden.implemented("pool").filter { !$0.name.hasPrefix("type-") })
  func matchesTheOracle(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let x = try #require(arrays["x"])
    let mode = try #require(PoolingMode(rawValue: golden.command[1]))
    var words = golden.command.dropFirst(2).filter { $0 != "--count-include-pad" }
    var divisor: Int?
    if let index = words.firstIndex(of: "--divisor") {
      divisor = Int(words[index + 1])
      words.removeSubrange(index...(index + 1))
    }
    var options = try PoolingArguments.parse(Array(words)).options(mode)
    options.countsPadding = golden.command.contains("--count-include-pad")
    options.divisor = divisor
    let expected = try #require(arrays["y"])
    for type in [ElementType.float64, .float32] {
      let bytes = try Executions.agreed { execution in
        let operation = Pooling(options, execution: execution)
        return try TensorStream.transform([try x.converted(to: type)]) {
          try operation.apply($0, from: $1, to: $2)
        }
      }
      let result = try #require(try TensorStream.read(bytes).first)
      // A maximum is one of the elements. A mean is smaller than the largest of them, and takes
      // one rounding an element and one for the division.
      let window =
        options.isGlobal
        ? x.values.count
        : options.kernel.count == 1
          ? options.kernel[0] * options.kernel[0] : options.kernel.reduce(1, *)
      // Divided by less than their number, the elements give more than the largest of them.
      let largest =
        (x.values.map(abs).max() ?? 0)
        * max(1, Double(window) / Double(divisor ?? window))
      let relative =
        mode == .max
        ? 0 : 1e-12 + (type == .float64 ? 0 : RoundingBound.gamma(window + 1, .float32))
      let bound = [Double](repeating: largest * relative, count: expected.count)
      #expect(Comparison.difference(result, expected, bound: bound) == nil)
    }
  }
}
