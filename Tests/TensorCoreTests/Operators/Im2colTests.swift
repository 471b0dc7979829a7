import TensorCore
import TestSupport
import Testing

@Suite struct Im2colTests {
  private func patches(
    _ x: Tensor, _ options: ConvolutionOptions, _ kernel: [Int]
  ) throws -> Tensor {
    let bytes = try Executions.agreed { execution in
      let operation = Im2col(options, kernel: kernel, execution: execution)
      return try TensorStream.transform([x]) { try operation.apply($0, to: $1) }
    }
    return try #require(try TensorStream.read(bytes).first)
  }

  @Test func theExampleOfTheLecture() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 1, after: 1)])
    let matrix = try patches(try .of([1, 2, 3, 4, 5], [5]), options, [3])
    #expect(matrix.shape.axes == [5, 3])
    #expect(matrix.values == [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 0])
  }

  /// One window over the whole image is a row: the image in the order of the columns.
  @Test(
    arguments: [
      ("HWIO", [0, 1, 2, 3, 4, 5, 6, 7]), ("OHWI", [0, 1, 2, 3, 4, 5, 6, 7]),
      ("OIHW", [0, 2, 4, 6, 1, 3, 5, 7]), ("WHIO", [0, 1, 4, 5, 2, 3, 6, 7]),
      ("IWHO", [0, 4, 2, 6, 1, 5, 3, 7]),
    ] as [(String, [Double])])
  func columnsFollowTheWeightLayout(_ layout: String, _ row: [Double]) throws {
    let options = ConvolutionOptions(weightLayout: try WeightLayout(layout, dims: 2))
    let x = try Tensor.of((0..<8).map(Double.init), [2, 2, 2])
    #expect(try patches(x, options, [2]).values == row)
    var flipped = options
    flipped.flip = true
    let turned = try patches(x, flipped, [2]).values
    #expect(turned != row && turned.sorted() == row.sorted())
  }

  @Test func channelsFirstGivesChannelsFirst() throws {
    let options = ConvolutionOptions(layout: try DataLayout("NCHW", dims: 2))
    let x = try Tensor.of((0..<8).map(Double.init), [1, 2, 2, 2])
    let matrix = try patches(x, options, [2])
    #expect(matrix.shape.axes == [1, 1, 8])
    #expect(matrix.values == x.values)
  }

  /// Patterns that arithmetic would change: signalling NaNs, integers beyond 2^53, bytes of a
  /// bool other than 0 and 1.
  @Test(arguments: ElementType.allCases) func everyBitComesThrough(_ type: ElementType) throws {
    var generator = SeededGenerator.forTest("im2col bits \(type)")
    let size = type.byteCount
    let elements = (0..<6).map { _ in (0..<size).map { _ in UInt8(generator.integer(0...255)) } }
    let x = try Tensor(elementType: type, shape: try Shape([6]))
    x.withBytes { $0.copyBytes(from: elements.flatMap { $0 }) }
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 2, after: 1)])
    options.padMode = .reflect
    let matrix = try patches(x, options, [2])
    #expect(matrix.elementType == type)
    let padded = [2, 1, 0, 1, 2, 3, 4, 5, 4]
    let expected = (0..<8).flatMap { elements[padded[$0]] + elements[padded[$0 + 1]] }
    #expect(matrix.withBytes { Array($0) } == expected)
  }

  @Test func paddingThatTheTypeDoesNotHoldIsComputed() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 1, after: 0)])
    let x = try Tensor.of([3, 5], [2], .uint8)
    for (mode, type, first) in [
      (PadMode.constant(7), ElementType.uint8, 7.0), (.constant(0.5), .float32, 0.5),
      (.constant(-1), .float32, -1), (.mean, .float32, 4), (.replicate, .uint8, 3),
    ] {
      options.padMode = mode
      let matrix = try patches(x, options, [1])
      #expect(matrix.elementType == type)
      #expect(matrix.values == [first, 3, 5])
    }
    options.padMode = .constant(-1)
    options.resultType = .int8
    let matrix = try patches(x, options, [1])
    #expect(matrix.elementType == .int8)
    #expect(matrix.values == [-1, 3, 5])
  }

  /// A stream of one shape and several types: what padding is carried as is not kept from one
  /// array to the next.
  @Test func typesMayChangeInAStream() throws {
    var options = ConvolutionOptions(layout: .standard(dims: 1))
    options.padding = .amounts([.init(before: 1, after: 0)])
    options.padMode = .constant(3)
    let operation = Im2col(options, kernel: [1], execution: Executions.one)
    let types: [ElementType] = [.uint8, .int16, .float32, .int32, .float16, .float64, .int64]
    let bytes = try TensorStream.transform(try types.map { try .of([1], [1], $0) }) {
      try operation.apply($0, to: $1)
    }
    let matrices = try TensorStream.read(bytes)
    #expect(matrices.map(\.elementType) == types)
    #expect(matrices.allSatisfy { $0.values == [3, 1] })
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let x = try Tensor.of([Double](repeating: 0, count: 12), [2, 2, 3])
    var options = ConvolutionOptions()
    options.padding = .amounts([.init(before: 1 << 20, after: 1 << 20)])
    #expect(
      throws: PatchError.columns(kernel: [4096, 4096], channels: 3, limit: 1 << 24)
    ) {
      try Im2col(options, kernel: [4096], execution: Executions.one).resultShape(x.shape)
    }
    options = ConvolutionOptions()
    options.groups = 2
    #expect(throws: PatchError.self) {
      try Im2col(options, kernel: [1], execution: Executions.one).resultShape(x.shape)
    }
    #expect(throws: GeometryError.windowTooLarge("H", window: 3, padded: 2)) {
      try Im2col(ConvolutionOptions(), kernel: [3], execution: Executions.one)
        .resultShape(x.shape)
    }
  }
}
