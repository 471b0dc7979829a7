import TensorCore
import TestSupport
import Testing

/// 500 convolutions drawn at random: every route to their results gives the same bytes.
@Suite struct RandomMethodTests {
  static let parts = ConvolutionDraws.parts

  private func forEachDraw(
    _ name: String, _ part: Int, reals: Bool = true,
    _ body: (ConvolutionDraw, String) throws -> Void
  ) throws {
    try ConvolutionDraws(name, part, count: 100).forEach(reals: reals, body)
  }

  @Test(arguments: parts) func directPatchesAndMatrixAgree(_ part: Int) throws {
    try forEachDraw("methods", part) { draw, place in
      let direct = try Executions.agreed { try draw.result(.direct, $0) }
      let patches = try Executions.agreed { try draw.result(.im2col, $0) }
      #expect(Comparison.difference(patches, direct) == nil, "\(place)")
      guard draw.options.padMode == .zero else { return }
      let matrix = try Executions.agreed { try draw.result(.matrix, $0) }
      #expect(Comparison.difference(matrix, direct) == nil, "\(place)")
    }
  }

  @Test(arguments: parts) func layoutsAgree(_ part: Int) throws {
    try forEachDraw("layouts", part) { draw, place in
      let layout = draw.options.layout
      let last = DataLayout.standard(dims: layout.dims)
      let described = try layout.describe(draw.x.shape)
      var other = draw
      other.options.layout = last
      // The same data with its axes in the standard order.
      let wanted = last.letters.filter { described.letters.contains($0) }
      let moved = try draw.x.permuted(wanted.map { described.letters.firstIndex(of: $0)! })
      let standard = try #require(
        try TensorStream.read(try other.result(.direct, [moved], Executions.one)).first)
      let letters = layout.letters.filter { letter in
        letter == "C"
          ? standard.shape.rank > wanted.filter { $0 != "C" }.count : wanted.contains(letter)
      }
      let order = last.letters.filter { letters.contains($0) }
      let back = try standard.permuted(letters.map { order.firstIndex(of: $0)! })
      let own = try draw.result(.direct, Executions.one)
      #expect(Comparison.difference(own, back.npy) == nil, "\(place)")
    }
  }

  @Test(arguments: parts) func batchesAndImagesAgree(_ part: Int) throws {
    try forEachDraw("batches", part) { draw, place in
      let letters = try draw.options.layout.describe(draw.x.shape).letters
      guard letters.first == "N" else { return }
      let axes = draw.x.shape.axes
      let size = draw.x.count / axes[0]
      let values = draw.x.values
      let images = try (0..<axes[0]).map {
        try Tensor.of(
          Array(values[($0 * size)..<(($0 + 1) * size)]), Array(axes.dropFirst()),
          draw.x.elementType)
      }
      let whole = try TensorStream.read(try draw.result(.direct, Executions.one))
      let single = try TensorStream.read(try draw.result(.direct, images, Executions.one))
      #expect(
        whole[0].withBytes { Array($0) }
          == single.flatMap { image in image.withBytes { Array($0) } },
        "\(place)")
    }
  }

  @Test(arguments: parts) func pipesAndFilesAgree(_ part: Int) throws {
    try forEachDraw("pipes", part) { draw, place in
      let file = try draw.result(.direct, [draw.x, draw.x], Executions.one)
      for execution in [Executions.one, Executions.all.last!] {
        let pipe = try draw.result(.direct, [draw.x, draw.x], execution, through: .pipe)
        #expect(
          Comparison.difference(pipe, file) == nil, "\(place), \(Executions.name(execution))")
      }
    }
  }

  /// ⟨im2col(x), v⟩ = ⟨x, col2im(v)⟩, exactly: all numbers are small and whole.
  @Test(arguments: parts) func col2imIsTheAdjointOfIm2col(_ part: Int) throws {
    try forEachDraw("col2im", part, reals: false) { draw, place in
      var options = draw.options
      if options.padMode == .mean || options.padMode == .constant(-3) { options.padMode = .zero }
      let x = try draw.x.converted(to: .float64)
      let forward = Im2col(options, kernel: draw.kernel, execution: Executions.one)
      let patches = try TensorStream.read(
        try TensorStream.transform([x]) { try forward.apply($0, to: $1) })[0]
      let v = try Tensor.of(
        (0..<patches.count).map { Double($0 * 7 % 11 - 5) }, patches.shape.axes, .float64)
      let back = Col2im(options, kernel: draw.kernel)
      let sums = try TensorStream.read(
        try TensorStream.transform([v]) { try back.apply($0, input: x.shape, to: $1) })[0]
      #expect(sums.shape == x.shape)
      let left = zip(patches.values, v.values).reduce(0) { $0 + $1.0 * $1.1 }
      let right = zip(x.values, sums.values).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(left == right, "\(place)")
    }
  }

  /// Ŵ·x is the convolution, under all pad modes that are linear.
  @Test(arguments: parts) func theMatrixTimesTheInputIsTheConvolution(_ part: Int) throws {
    try forEachDraw("matrices", part, reals: false) { draw, place in
      var options = draw.options
      if options.padMode == .mean || options.padMode == .constant(-3) { options.padMode = .zero }
      let (x, weight) = (
        try draw.x.converted(to: .float64), try draw.weight.converted(to: .float64)
      )
      let operation = try Convolution(options, weight: weight, execution: Executions.one)
      let z = try TensorStream.read(
        try TensorStream.transform([x]) { try operation.apply($0, to: $1) })[0]
      guard z.count * x.count < 100_000 else { return }
      let scratch = try Scratch()
      let writer = try TensorWriter(path: scratch.file("matrix.npy"))
      try ToeplitzMatrix(options, weight: weight).write(x.shape, to: writer)
      try writer.finish()
      let matrix = try TensorStream.read(path: scratch.file("matrix.npy"))[0]
      #expect(matrix.shape.axes == [z.count, x.count])
      let (entries, input) = (matrix.values, x.values)
      let product = (0..<z.count).map { row in
        input.indices.reduce(0) { $0 + entries[row * input.count + $1] * input[$1] }
      }
      #expect(product == z.values, "\(place)")
    }
  }
}
