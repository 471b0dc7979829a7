import ArgumentParser
import TestSupport
import Testing
import ToolKit

@testable import TensorCore

/// The options of all modes of pool and pool-grad that a manifest uses.
struct PoolingCommand: ParsableArguments {
  @OptionGroup var pooling: PoolingArguments
  @OptionGroup var divisor: AverageOptions
  @OptionGroup var power: PowerOption
  @OptionGroup var indices: IndexOptions
  @OptionGroup var shape: InputShapeOption

  static func options(_ command: [String]) throws -> (PoolingOptions, PoolingIndexOrigin) {
    let mode = try #require(PoolingMode(rawValue: command[1]))
    let parsed = try parse(Array(command.dropFirst(2)))
    var options = try parsed.pooling.options(mode)
    parsed.divisor.apply(to: &options)
    options.power = parsed.power.p
    return (options, try parsed.indices.origin)
  }
}

/// pool.txt through library calls, in float64 and in float32, under every execution.
@Suite struct GoldenPoolingTests {
  @Test(arguments: try Golden.implemented("pool").filter { !$0.name.hasPrefix("type-") })
  func matchesTheOracle(_ golden: GoldenCase) throws {
    let arrays = try golden.load()
    let x = try #require(arrays["x"])
    let (options, origin) = try PoolingCommand.options(golden.command)
    let expected = try #require(arrays["y"])
    for type in [ElementType.float64, .float32] {
      let data = try x.converted(to: type)
      let bytes = try Executions.agreed { try pool(data, options, $0) }
      let result = try #require(try TensorStream.read(bytes).first)
      let bound = bounds(expected, x, options, type)
      #expect(Comparison.difference(result, expected, bound: bound) == nil)
      guard let indices = arrays["indices"] else { continue }
      let pair = try Executions.agreed { try pool(data, options, $0, origin) }
      let written = try TensorStream.read(pair)
      #expect(Comparison.difference(written[0], result) == nil)
      #expect(Comparison.difference(written[1], indices) == nil)
    }
  }

  /// - Returns: the results and, with an origin, the indices.
  private func pool(
    _ x: Tensor, _ options: PoolingOptions, _ execution: Execution,
    _ origin: PoolingIndexOrigin? = nil
  ) throws -> [UInt8] {
    let operation = Pooling(options, execution: execution)
    let scratch = try Scratch()
    let path = scratch.file("indices.npy")
    let indices = try origin.map { PoolingIndexOutput(try TensorWriter(path: path), $0) }
    let results = try TensorStream.transform([x]) {
      try operation.apply($0, to: $1, indices: indices)
    }
    try indices?.writer.finish()
    return indices == nil ? results : results + (try Scratch.read(path))
  }

  /// A choice is one of the elements. A mean is smaller than the largest of them, and takes one
  /// rounding an element and one for the division. The terms of a power have one sign, so that
  /// each rounding is one of the sum; so is the last, of the root.
  private func bounds(
    _ expected: Tensor, _ x: Tensor, _ options: PoolingOptions, _ type: ElementType
  ) -> [Double] {
    if options.mode.isChoice { return [Double](repeating: 0, count: expected.count) }
    let window =
      options.isGlobal || options.adaptive != nil
      ? x.values.count
      : options.kernel.count == 1
        ? options.kernel[0] * options.kernel[0] : options.kernel.reduce(1, *)
    let relative =
      1e-12 + (type == .float64 ? 0 : RoundingBound.gamma(window + 1, .float32))
    if options.mode == .lp { return expected.values.map { $0 * relative } }
    // Divided by less than their number, the elements give more than the largest of them.
    let largest =
      (x.values.map(abs).max() ?? 0)
      * max(1, Double(window) / Double(options.divisor ?? window))
    return [Double](repeating: largest * relative, count: expected.count)
  }
}
