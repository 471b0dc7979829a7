import KernelInterface

/// How the line kernel convolves groups of a few channels: the rows that some lines read are
/// copied with each input in the lanes of all results that take it, `inputs` vectors of all
/// output channels for a position. For layouts of one phase with two or three spatial axes.
struct SpreadPlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  private let groups: Int
  private let inputs: Int
  private let outputs: Int
  /// Positions of a row that one line reads, and elements that they spread to.
  private let linePixels: Int
  private let linePitch: Int
  private let unitStep: Int
  /// The rows of the band.
  private let rows: LineRows
  /// Over the rows that these are spread to. For each, the kernel takes one row, or, since its taps are
  /// equally far apart, one for each tap of a dilated filter.
  private let filter: LineFilter<Scalar>

  init(_ problem: ConvolutionProblem<Scalar>) {
    let (filter, inputs, all) = (problem.filter, problem.filter.inputs, problem.filter.outputs)
    layout = problem.layout
    kernels = problem.kernels
    (groups, self.inputs, outputs) = (filter.groups, inputs, filter.groupOutputs)
    let columns = all.roundedUp(toMultipleOf: kernels.lanes)
    let last = layout.axes.last!
    linePixels = last.extent
    linePitch = linePixels * inputs * all
    unitStep = last.step * inputs * all
    let lastTaps = last.phases[0]
    let elements = lastTaps.flatMap { tap in
      (0..<inputs).map { (tap.offset * inputs + $0) * all }
    }
    let steps = Set(zip(elements, elements.dropFirst()).map { $1 - $0 })
    let inRow = steps.count > 1 ? inputs : elements.count
    rows = LineRows(layout)
    self.filter = LineFilter(
      lines: LineRows(
        rows, following: linePitch,
        taps: stride(from: 0, to: elements.count, by: inRow).map { elements[$0] }),
      taps: Array(elements[..<inRow]),
      weights: filter.rows(taps: layout.phases[0].tapIndices, period: columns),
      columns: columns, starts: (0..<columns).map { $0 < all ? filter.bias?[$0] ?? 0 : 0 })
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let all = groups * outputs
    let capacity = rows.offsets[0].count * linePitch + kernels.lanes
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: capacity) { memory in
      let spread = memory.baseAddress!
      work.forEachLineGroup(layout, part: part, of: parts, heights: rows.heights) { group in
        for (row, offset) in rows.offsets[group.heightIndex].buffer.enumerated() {
          kernels.spread(
            SpreadJob(
              source: work.band + group.input + offset, target: spread + row * linePitch,
              pixels: linePixels, groups: groups, inputs: inputs, outputs: outputs))
        }
        kernels.convolveLines(
          filter.job(
            spread, height: group.heightIndex, results: group.positions * all, unitWidth: all,
            unitStep: unitStep, to: work.output + group.firstPosition * all,
            outputStride: group.positions * all))
      }
    }
  }
}
