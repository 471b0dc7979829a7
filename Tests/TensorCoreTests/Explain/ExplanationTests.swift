import TensorCore
import TestSupport
import Testing

@Suite struct ExplanationTests {
  private func explanation(
    _ shape: [Int], weight axes: [Int], _ type: ElementType = .float32,
    _ change: (inout ConvolutionOptions) -> Void = { _ in }
  ) throws -> Explanation {
    var options = ConvolutionOptions()
    change(&options)
    let weight = try Tensor.of(
      [Double](repeating: 1, count: axes.reduce(1, *)), axes)
    return try Convolution(options, weight: weight, execution: Executions.one)
      .explanation(try Shape(shape), type)
  }

  @Test func countsWhatAConvolutionCosts() throws {
    let found = try explanation([2, 32, 32, 4], weight: [3, 3, 2, 8], .uint8) {
      $0.padding = .same
      $0.groups = 2
    }
    #expect(found.input == .init(letters: "NHWC", lengths: [2, 32, 32, 4], type: .uint8))
    #expect(found.result == .init(letters: "NHWC", lengths: [2, 32, 32, 8], type: .float32))
    let cost = try #require(found.cost)
    #expect(cost.taps == 18)
    #expect(cost.multiplyAdds == 2 * 32 * 32 * 8 * 18)
    #expect(cost.parameters == 144)
    #expect(cost.denseParameters == 32 * 32 * 4 * 32 * 32 * 8)
    #expect(cost.im2col.rows == 2048 && cost.im2col.columns == 36)
    #expect(cost.im2col.bytes == 2048 * 36 * 4)
    #expect(cost.toeplitz.rows == 8192 && cost.toeplitz.columns == 4096)
    #expect(cost.toeplitz.bytes == 8192 * 4096 * 4)
    #expect(found.window.axes.allSatisfy { $0.before == 1 && $0.after == 1 })
    #expect(found.run.heldBytes == 0)
    #expect(found.run.band.outputRows >= 1 && found.run.band.inputRows >= 3)
  }

  /// The result is that of the convolution itself, whatever the method.
  @Test func resultsAreThoseOfTheConvolution() throws {
    for method in ConvolutionMethod.allCases {
      let found = try explanation([7, 9], weight: [3, 3, 1, 1]) { $0.method = method }
      #expect(found.result == .init(letters: "HW", lengths: [5, 7], type: .float32))
      #expect(found.run.method == (method == .auto ? "direct" : method.rawValue))
    }
  }

  @Test func countsWhatIsHeld() throws {
    let plane = try explanation([10, 12], weight: [3, 3], .uint8) { $0.padMode = .circular }
    #expect(plane.run.heldBytes == 10 * 12 * 4)
    let layout = try DataLayout("NCHW", dims: 2)
    let images = try explanation([5, 3, 10, 12], weight: [3, 3], .uint8) { $0.layout = layout }
    #expect(images.run.heldBytes == 3 * 10 * 12 + 3 * 8 * 10 * 4)
  }

  @Test func countsBeyond64BitsAreExact() throws {
    let found = try explanation([60_000, 60_000, 3], weight: [1, 1, 3, 3])
    let side: UInt128 = 60_000 * 60_000 * 3
    #expect(found.cost?.denseParameters == side * side)
  }
}
