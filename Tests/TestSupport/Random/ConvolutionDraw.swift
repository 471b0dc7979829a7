import TensorCore

/// A convolution drawn at random, with data for it: any geometry that gives an output, any
/// layouts, groups, one filter for all channels, with or without batch and bias.
public struct ConvolutionDraw: Sendable, CustomStringConvertible {
  public var options: ConvolutionOptions
  public let kernel: [Int]
  public let x: Tensor
  public let weight: Tensor
  public let bias: Tensor?

  /// A convolution of stated data, without bias.
  public init(_ options: ConvolutionOptions, kernel: [Int], x: Tensor, weight: Tensor) {
    (self.options, self.kernel, self.x, self.weight) = (options, kernel, x, weight)
    bias = nil
  }

  /// - Parameter reals: elements are any numbers between −1 and 1 and not small whole ones.
  public init(using generator: inout SeededGenerator, reals: Bool) throws {
    while true {
      if let draw = try ConvolutionDraw(trying: &generator, reals) {
        self = draw
        return
      }
    }
  }

  private init?(trying generator: inout SeededGenerator, _ reals: Bool) throws {
    let dims = generator.pick([1, 2, 2, 3])
    let space = String("DHW".suffix(dims))
    func order(_ letters: String) -> String {
      generator.chance(oneIn: 2) ? letters : String(letters.shuffled(using: &generator))
    }
    options = ConvolutionOptions(
      layout: try DataLayout(order("N\(space)C"), dims: dims),
      weightLayout: try WeightLayout(order("\(space)IO"), dims: dims))
    options.stride = (0..<dims).map { _ in generator.pick([1, 1, 2, 3]) }
    options.dilation = (0..<dims).map { _ in generator.pick([1, 1, 2, 3]) }
    options.padding = generator.pick([
      .valid, .same, .sameLower, .full,
      .amounts(
        (0..<dims).map { _ in
          .init(before: generator.integer(0...3), after: generator.integer(0...3))
        }),
    ])
    options.padMode = generator.pick([
      .zero, .zero, .zero, .constant(-3), .reflect, .symmetric, .replicate, .circular, .mean,
    ])
    options.flip = generator.chance(oneIn: 4)
    let isPerChannel = generator.chance(oneIn: 6)
    options.groups = isPerChannel ? 1 : generator.pick([1, 1, 2, 3])
    let inputs = generator.pick([1, 1, 2, 3, 7, 17])
    let outputs = options.groups * generator.pick([1, 1, 2, 3, 16, 19, 33])
    let channels = inputs * options.groups
    let lengths = (0..<dims).map { _ in generator.integer(1...(dims == 3 ? 5 : 10)) }
    kernel = (0..<dims).map { _ in generator.integer(1...4) }
    guard
      let window = try? Window(
        spatial: lengths, kernel: kernel, stride: options.stride, dilation: options.dilation,
        padding: options.padding, mode: options.padMode),
      window.output.reduce(kernel.reduce(1, *), *) * channels * outputs < 60_000
    else { return nil }
    var letters = options.layout.name
    if generator.chance(oneIn: 3) { letters.removeAll { $0 == "N" } }
    if channels == 1, generator.chance(oneIn: 2) {
      letters.removeAll { $0 == "N" || $0 == "C" }
    }
    func array(
      _ letters: some Collection<Character>, _ sizes: [Character: Int], _ type: ElementType
    ) throws -> Tensor {
      let axes = letters.map { sizes[$0]! }
      let count = axes.reduce(1, *)
      return try .of(reals ? generator.reals(count) : generator.integers(count), axes, type)
    }
    let spatial = Dictionary(uniqueKeysWithValues: zip(space, lengths))
    let type = generator.pick([ElementType.float32, .float32, .float64])
    x = try array(
      letters, spatial.merging(["N": generator.integer(1...3), "C": channels]) { $1 }, type)
    let taps = Dictionary(uniqueKeysWithValues: zip(space, kernel))
    weight = try array(
      options.weightLayout.name.filter { !isPerChannel || ($0 != "I" && $0 != "O") },
      taps.merging(["I": inputs, "O": outputs]) { $1 }, generator.pick([.float32, type]))
    bias =
      generator.chance(oneIn: 2)
      ? try array("O", ["O": isPerChannel ? channels : outputs], .float32) : nil
  }

  /// The result under one method.
  public func result(_ method: ConvolutionMethod, _ execution: Execution) throws -> [UInt8] {
    try result(method, [x], execution)
  }

  /// The results for other data.
  public func result(
    _ method: ConvolutionMethod, _ arrays: [Tensor], _ execution: Execution,
    through route: TensorStream.Route = .file
  ) throws -> [UInt8] {
    var options = options
    options.method = method
    let operation = try Convolution(options, weight: weight, bias: bias, execution: execution)
    return try TensorStream.transform(arrays, through: route) {
      try operation.apply($0, to: $1)
    }
  }

  public var description: String {
    "\(options) on \(x.elementType) \(x.shape), weight \(weight.elementType) \(weight.shape), \(bias == nil ? "no bias" : "bias")"
  }
}
