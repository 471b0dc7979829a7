import TensorCore
import TestSupport
import Testing

/// Pooling and its gradient beside the plain versions, to the bit, on numbers of all kinds, for
/// random geometries and numbers of channels around whole vectors.
@Suite struct PoolingTests {
  /// A pooling of random geometry and data.
  private struct Draw: CustomStringConvertible {
    var options: PoolingOptions
    var plain: PlainPooling
    var x: PlainImages<Float>

    init(_ random: inout SeededGenerator) {
      repeat { self.init(once: &random) } while plain.axes.isEmpty || !plain.isPossible
    }

    private init(once random: inout SeededGenerator) {
      let dims = random.integer(1...3)
      let spatial = (0..<dims).map { _ in random.integer(1...(dims == 3 ? 6 : 12)) }
      let channels = random.pick([1, 2, 3, 4, 7, 8, 15, 16, 17, 33])
      let images = random.integer(1...3)
      x = PlainImages(
        count: images, spatial: [Int](repeating: 1, count: 3 - dims) + spatial,
        channels: channels, values: random.wild(images * channels * spatial.reduce(1, *)))
      let layout = DataLayout.standard(dims: dims)
      options = PoolingOptions(.max, layout: layout, kernel: [1])
      let one = PlainPooling.Axis(adaptive: 1, input: 1)
      var axes = [PlainPooling.Axis](repeating: one, count: 3 - dims)
      switch random.integer(0...5) {
      case 0:
        options.adaptive = spatial.map { random.integer(1...($0 + 2)) }
        axes += zip(options.adaptive!, spatial).map { .init(adaptive: $0, input: $1) }
      case 1:
        options.isGlobal = true
        axes += spatial.map { .init(adaptive: 1, input: $0) }
      default:
        func lengths(_ most: Int) -> [Int] { (0..<dims).map { _ in random.integer(1...most) } }
        options.kernel = lengths(4)
        options.stride = random.chance(oneIn: 4) ? nil : lengths(3)
        options.dilation = random.chance(oneIn: 2) ? [1] : lengths(3)
        options.ceilMode = random.chance(oneIn: 3)
        options.padding =
          random.chance(oneIn: 4)
          ? .same
          : .amounts(
            options.kernel.map {
              .init(before: random.integer(0...$0), after: random.integer(0...$0))
            })
        let wish = options
        let sliding = (0..<dims).compactMap { axis in
          PlainAxis(
            input: spatial[axis], kernel: wish.kernel[axis],
            stride: (wish.stride ?? wish.kernel)[axis],
            dilation: wish.dilation[wish.dilation.count == 1 ? 0 : axis],
            padding: wish.padding, axis: axis, ceilMode: wish.ceilMode)
        }
        axes = sliding.count == dims ? axes + sliding.map { .init($0) } : []
      }
      plain = PlainPooling(axes: axes)
    }

    /// The array of images.
    func tensor(_ images: PlainImages<Float>, _ type: ElementType = .float32) throws -> Tensor {
      try .of(
        images.values.map(Double.init),
        [images.count] + images.spatial.suffix(options.layout.dims) + [images.channels], type)
    }

    var description: String { "\(options) of \(x.count)×\(x.spatial)×\(x.channels)" }
  }

  private func pool(_ draw: Draw, indices: Bool = false) throws -> [Tensor] {
    let bytes = try Executions.agreed { execution in
      let operation = Pooling(draw.options, execution: execution)
      let scratch = try Scratch()
      let path = scratch.file("indices.npy")
      let output = indices ? PoolingIndexOutput(try TensorWriter(path: path), .plane) : nil
      let results = try TensorStream.transform([try draw.tensor(draw.x)]) {
        try operation.apply($0, to: $1, indices: output)
      }
      try output?.writer.finish()
      return indices ? results + (try Scratch.read(path)) : results
    }
    return try TensorStream.read(bytes)
  }

  private func gradient(_ draw: Draw, _ dOutput: PlainImages<Float>) throws -> Tensor {
    let x = try draw.tensor(draw.x)
    let gradient = PoolingGradientCase(
      options: draw.options, input: x, shape: x.shape, dOutput: try draw.tensor(dOutput))
    return try #require(try TensorStream.read(Executions.agreed(gradient.run)).first)
  }

  private func expect(
    _ found: Tensor, _ expected: PlainImages<Float>, _ draw: Draw,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let difference = Comparison.difference(found, try draw.tensor(expected))
    #expect(difference == nil, "\(draw)", sourceLocation: location)
  }

  private func results(like z: PlainImages<Float>, _ random: inout SeededGenerator)
    -> PlainImages<Float>
  {
    PlainImages(
      count: z.count, spatial: z.spatial, channels: z.channels,
      values: random.wild(z.values.count))
  }

  @Test(arguments: [PoolingMode.max, .min])
  func choicesAreThePlainOnes(_ mode: PoolingMode) throws {
    var random = SeededGenerator.forTest("choicesAreThePlainOnes \(mode)")
    for _ in 0..<40 {
      var draw = Draw(&random)
      draw.options.mode = mode
      let expected = draw.plain.choice(draw.x, largest: mode == .max)
      let found = try pool(draw, indices: true)
      try expect(found[0], expected.values, draw)
      #expect(found[1].values == expected.indices.map { Double($0) }, "\(draw)")
      try expect(try pool(draw)[0], expected.values, draw)
      let dOutput = results(like: expected.values, &random)
      try expect(
        try gradient(draw, dOutput),
        draw.plain.choiceGradient(draw.x, dOutput, largest: mode == .max), draw)
    }
  }

  @Test func averagesAreThePlainOnes() throws {
    var random = SeededGenerator.forTest("averagesAreThePlainOnes")
    for _ in 0..<40 {
      var draw = Draw(&random)
      draw.options.mode = .average
      let counts = random.chance(oneIn: 2)
      draw.options.countsPadding = counts
      draw.options.divisor = random.chance(oneIn: 4) ? random.integer(1...9) : nil
      let divisor = draw.options.divisor
      let expected = draw.plain.average(draw.x, countsPadding: counts, divisor: divisor)
      try expect(try pool(draw)[0], expected, draw)
      let dOutput = results(like: expected, &random)
      try expect(
        try gradient(draw, dOutput),
        draw.plain.averageGradient(draw.x, dOutput, countsPadding: counts, divisor: divisor), draw)
    }
  }

  @Test(arguments: [1, 2])
  func powersAreThePlainOnes(_ p: Int) throws {
    var random = SeededGenerator.forTest("powersAreThePlainOnes \(p)")
    for _ in 0..<30 {
      var draw = Draw(&random)
      (draw.options.mode, draw.options.power) = (.lp, Double(p))
      let expected = draw.plain.powers(draw.x, p: p)
      try expect(try pool(draw)[0], expected, draw)
      let dOutput = results(like: expected, &random)
      try expect(
        try gradient(draw, dOutput), draw.plain.powersGradient(draw.x, dOutput, p: p), draw)
    }
  }
}
