import ArgumentParser
import TensorCore
import TestSupport
import Testing
import ToolKit

/// The options of conv-grad that a manifest uses.
private struct GradientCommand: ParsableArguments {
  @OptionGroup var convolution: ConvolutionArguments
  @OptionGroup var transposed: TransposeOptions
  @OptionGroup var inputShape: InputShapeOption
  @Option var kernel: String?
  @Flag var perChannel = false
}

/// conv-grad-input.txt, conv-grad-weight.txt and conv-grad-bias.txt through library calls, in
/// float64 and in float32, under every execution.
@Suite struct GoldenGradientTests {
  @Test(arguments: try Golden.implemented("conv-grad-input"))
  func input(_ golden: GoldenCase) throws {
    try check(golden) { command, arrays, execution in
      let options = try command.convolution.options
      let (v, weight) = (try #require(arrays["dOutput"]), try #require(arrays["weight"]))
      let like = try arrays["like"]?.shape ?? command.inputShape.shape(options.layout)
      guard !command.transposed.transpose else {
        let operation = try Convolution(options, weight: weight, execution: execution)
        return try TensorStream.transform([v]) {
          try operation.apply($0, to: $1, like: like)
        }
      }
      let operation = try TransposedConvolution(options, weight: weight, execution: execution)
      return try TensorStream.transform([v]) {
        try operation.apply($0, to: $1, like: like)
      }
    } roundings: { command, arrays in
      // A chain's taps, and an addition for each padded cell that copies the same one: at most
      // the padding and the cell itself along each axis. One more for a mean.
      let options = try command.convolution.options
      let kernel = try kernel(#require(arrays["weight"]).shape, options)
      let spatial = try options.layout.describe(#require(arrays["dInput"]).shape).spatial
      var copies = 1
      if !command.transposed.transpose {
        let window = try Window(
          spatial: spatial, kernel: kernel, stride: options.stride, dilation: options.dilation,
          padding: options.padding, mode: options.padMode)
        copies = window.axes.reduce(1) { $0 * (1 + max(0, $1.before) + max(0, $1.after)) }
      }
      return try #require(arrays["weight"]).count + copies + 1
    }
  }

  @Test(arguments: try Golden.implemented("conv-grad-weight"))
  func weight(_ golden: GoldenCase) throws {
    try check(golden) { command, arrays, execution in
      let options = try command.convolution.options
      let operation = try ConvolutionWeightGradient(
        options, kernel: try #require(command.kernel).split(separator: ",").map { Int($0)! },
        isPerChannel: command.perChannel, isTransposed: command.transposed.transpose,
        execution: execution)
      try TensorStream.pair([try #require(arrays["input"])], [try #require(arrays["dOutput"])]) {
        try operation.add(input: $0, dOutput: $1)
      }
      return try #require(try operation.result()).npy
    } roundings: { command, arrays in
      // Positions of one block, its sum, the result; and a mean.
      try min(1024, max(#require(arrays["input"]).count, #require(arrays["dOutput"]).count)) + 3
    }
  }

  @Test(arguments: try Golden.implemented("conv-grad-bias"))
  func bias(_ golden: GoldenCase) throws {
    try check(golden) { command, arrays, execution in
      let operation = ConvolutionBiasGradient(
        layout: try command.convolution.options.layout, execution: execution)
      _ = try TensorStream.transform([try #require(arrays["dOutput"])]) { dOutput, _ in
        try operation.add(dOutput)
      }
      return try #require(try operation.result()).npy
    } roundings: { _, arrays in
      try min(1024, #require(arrays["dOutput"]).count) + 2
    }
  }

  private func kernel(_ weight: Shape, _ options: ConvolutionOptions) -> [Int] {
    let space = DataLayout.spatialLetters(dims: options.layout.dims)
    let letters = options.weightLayout.name.filter {
      weight.rank > space.count || space.contains($0)
    }
    return space.map { letter in
      weight[letters.distance(from: letters.startIndex, to: letters.firstIndex(of: letter)!)]
    }
  }

  private typealias Run = (GradientCommand, [String: Tensor], Execution) throws -> [UInt8]

  private func check(
    _ golden: GoldenCase, _ run: Run,
    roundings: (GradientCommand, [String: Tensor]) throws -> Int
  ) throws {
    let arrays = try golden.load()
    let command = try GradientCommand.parse(Array(golden.command.dropFirst(2)))
    let name = try #require(golden.arrays.last)
    let expected = try #require(arrays[name])
    // Σ of the products' magnitudes: the same gradient of absolute values.
    let absolute = try arrays.mapValues {
      try Tensor.of($0.values.map(abs), $0.shape.axes, .float64)
    }
    let scale = try #require(
      try TensorStream.read(try run(magnitudes(command), absolute, Executions.one)).first)
    for type in [ElementType.float64, .float32] {
      let converted = try arrays.mapValues { try $0.converted(to: type) }
      let bytes = try Executions.agreed { try run(command, converted, $0) }
      let result = try #require(try TensorStream.read(bytes).first)
      #expect(result.elementType == type)
      let relative =
        try 1e-12
        + (type == .float64 ? 0 : RoundingBound.gamma(roundings(command, arrays), .float32))
      #expect(
        Comparison.difference(result, expected, bound: scale.values.map { $0 * relative }) == nil)
    }
  }

  private func magnitudes(_ command: GradientCommand) throws -> GradientCommand {
    var command = command
    if case .constant(let value) = try command.convolution.options.padMode {
      command.convolution.pad.padMode = "constant:\(abs(value))"
    }
    return command
  }
}
