import TestSupport
import Testing

@testable import TensorCore

@Suite struct ExplanationTests {
  private func explanation(
    _ shape: [Int], weight axes: [Int], _ type: ElementType = .float32,
    _ execution: Execution = Executions.one,
    _ change: (inout ConvolutionOptions) -> Void = { _ in }
  ) throws -> Explanation {
    var options = ConvolutionOptions()
    change(&options)
    let weight = try Tensor.of(
      [Double](repeating: 1, count: axes.reduce(1, *)), axes)
    return try Convolution(options, weight: weight, execution: execution)
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

  /// Small groups take another kernel where vectors are short, and where rows are long.
  @Test(arguments: InstructionSet.offered)
  func theKernelIsTheOneThatRuns(_ set: InstructionSet) throws {
    let execution = Execution(instructionSet: set, threads: 1)
    func kernel(
      _ shape: [Int], _ weight: [Int], groups: Int = 1, _ type: ElementType = .float32
    ) throws -> String {
      try explanation(shape, weight: weight, type, execution) { $0.groups = groups }.run.kernel
    }
    #expect(try kernel([9, 9, 16], [3, 3, 16, 16]) == "tiles")
    #expect(try kernel([64, 64], [3, 3]) == "lines")
    #expect(try kernel([64, 64, 3], [3, 3, 3, 1]) == "planeLines")
    #expect(try kernel([9, 9, 16], [3, 3, 2, 32], groups: 8) == "spreadLines")
    #expect(try kernel([9, 3000, 16], [3, 3, 2, 32], groups: 8) == "tiles")
    for width in [9, 3000] {
      let (shape, weight) = ([9, width, 32], [3, 3, 4, 32])
      #expect(try kernel(shape, weight, groups: 8) == "linesInFours")
      let copied = width == 9 ? "spreadLines" : "tiles"
      #expect(
        try kernel(shape, weight, groups: 8, .float64)
          == (set.kernels(Double.self).lanes >= 4 ? "linesInFours" : copied))
    }
  }
}
