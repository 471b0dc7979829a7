import KernelInterface

/// A convolution by im2col: forms the patch matrix, some rows at a time, and multiplies it with
/// the weights. The chain of a result is that of the direct route.
struct PatchProductPlan<Scalar: ComputeScalar>: WindowedOperator {
  let layout: BandLayout
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar
  var operationsInRow: Double {
    Double(layout.positionsInRow) * Double(outputChannels) * Double(groups[0].patches.length)
  }

  /// For each group the patches of its channels and what they are multiplied with.
  private let groups: [(patches: PatchRows, weights: PackedMatrix<Scalar>)]

  init(_ problem: ConvolutionProblem<Scalar>) throws(MemoryError) {
    let (layout, filter) = (problem.layout, problem.filter)
    self.layout = layout
    (padMode, padValue) = (problem.padMode, problem.padValue)
    outputChannels = filter.outputs
    groups = try (0..<filter.groups).map { (group) throws(MemoryError) in
      (
        PatchRows(
          runs: BandLayout.runs(
            taps: layout.phases[0].taps, firstChannel: group * filter.inputs,
            count: filter.inputs, longest: .max)),
        try PackedMatrix(
          filter.weights(ofGroup: group), rows: filter.matrices.taps * filter.inputs,
          columns: filter.groupOutputs, start: filter.bias(ofGroup: group),
          kernels: problem.kernels)
      )
    }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let (length, tileRows) = (groups[0].patches.length, groups[0].weights.tileRows)
    let atOnce = min(positionsInBlock, max(tileRows, (1 << 18) / length))
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: atOnce * length) {
      let patches = $0.baseAddress!
      forEachPositionBlock(work, part: part, of: parts, grain: tileRows) { pixels, first in
        for start in stride(from: 0, to: pixels.count, by: atOnce) {
          let some = pixels[start..<min(start + atOnce, pixels.count)]
          multiply(
            work.band, UnsafeBufferPointer(rebasing: some), patches,
            to: work.output + (first + start) * outputChannels)
        }
      }
    }
  }

  /// The results of some positions; `patches` has room for the rows of one group.
  private func multiply(
    _ band: UnsafePointer<Scalar>, _ pixels: UnsafeBufferPointer<Int>,
    _ patches: UnsafeMutablePointer<Scalar>, to output: UnsafeMutablePointer<Scalar>
  ) {
    for (group, product) in groups.enumerated() {
      product.patches.copy(band, pixels, to: patches)
      product.weights.multiply(
        patches, count: pixels.count, to: output + group * product.weights.columns,
        outputStride: outputChannels)
    }
  }
}
