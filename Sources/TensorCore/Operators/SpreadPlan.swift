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
  private let columns: Int
  /// Positions of a row that one line reads, and elements that they spread to.
  private let linePixels: Int
  private let linePitch: Int
  private let unitStep: Int
  private let taps: [Int]
  /// Those of the band.
  private let rows: LineRows
  /// Rows that the kernel takes for each: one, or, since its taps are equally far apart, one for
  /// each tap of a dilated filter.
  private let tapsInRow: Int
  /// Where these are, for each of the heights.
  private let spreadOffsets: [[Int]]
  private let weights: [Scalar]
  private let starts: [Scalar]

  /// Elements of a spread row: more than that leaves the cache.
  private static var longestRow: Int { 1 << 17 }

  /// Whether lines are less work than tiles with most lanes unused, by the shape alone.
  static func suits(_ layout: BandLayout, inputs: Int, outputs: Int, groups: Int) -> Bool {
    guard !layout.inner.isEmpty, layout.slidesForward else { return false }
    let taps = layout.phases[0].taps.count
    let isInFours = inputs == 4 && outputs == 4
    return groups > 1 && groups * outputs >= 8
      && (isInFours || fits(layout, inputs: inputs, outputs: groups * outputs))
      && (outputs <= 4 && taps >= 3 || outputs <= 8 && taps >= 9)
  }

  /// Whether a spread row stays in the cache.
  ///
  /// - Parameter outputs: of all groups.
  static func fits(_ layout: BandLayout, inputs: Int, outputs: Int) -> Bool {
    let last = layout.axes.last!
    let row = ((last.output - 1) * last.step + last.span).multipliedReportingOverflow(
      by: inputs * outputs)
    return !row.overflow && row.partialValue <= longestRow
  }

  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, bias: [Scalar]?,
    kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.kernels = kernels
    let (groups, inputs) = (matrices.groups, matrices.inputs)
    let all = matrices.outputs
    (self.groups, self.inputs, outputs) = (groups, inputs, matrices.groupOutputs)
    let columns = (all + kernels.lanes - 1) / kernels.lanes * kernels.lanes
    self.columns = columns
    let last = layout.axes.last!
    linePixels = (last.output - 1) * last.step + last.span
    linePitch = linePixels * inputs * all
    unitStep = last.step * inputs * all
    let lastTaps = last.phases[0]
    let elements = lastTaps.flatMap { tap in
      (0..<inputs).map { (tap.offset * inputs + $0) * all }
    }
    let steps = Set(zip(elements, elements.dropFirst()).map { $1 - $0 })
    let inRow = steps.count > 1 ? inputs : elements.count
    taps = Array(elements[..<inRow])
    let rowTaps = stride(from: 0, to: elements.count, by: inRow).map { elements[$0] }
    tapsInRow = rowTaps.count
    let rows = LineRows(layout)
    self.rows = rows
    spreadOffsets = rows.offsets.map { [linePitch] offsets in
      offsets.indices.flatMap { row in rowTaps.map { row * linePitch + $0 } }
    }
    weights = matrices.rows(
      taps: layout.phases[0].tapIndices, period: columns, isPerChannel: false)
    starts = (0..<columns).map { $0 < all ? bias?[$0] ?? 0 : 0 }
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let all = groups * outputs
    let capacity = rows.offsets[0].count * linePitch + kernels.lanes
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: capacity) { memory in
      let spread = memory.baseAddress!
      work.forEachLineGroup(layout, part: part, of: parts, heights: rows.heights) { group in
        for (row, offset) in rows.offsets[group.heightIndex].enumerated() {
          kernels.spread(
            SpreadJob(
              source: work.band + group.input + offset, target: spread + row * linePitch,
              pixels: linePixels, groups: groups, inputs: inputs, outputs: outputs))
        }
        convolve(
          spread, group, to: work.output + group.firstPosition * all,
          outputStride: group.positions * all)
      }
    }
  }

  private func convolve(
    _ spread: UnsafePointer<Scalar>, _ group: LineGroup, to output: UnsafeMutablePointer<Scalar>,
    outputStride: Int
  ) {
    spreadOffsets[group.heightIndex].withUnsafeBufferPointer { offsets in
      taps.withUnsafeBufferPointer { taps in
        weights.withUnsafeBufferPointer { weights in
          starts.withUnsafeBufferPointer { starts in
            kernels.convolveLines(
              LineJob(
                input: spread, lines: group.height, unitCount: group.positions,
                unitStep: unitStep, unitWidth: groups * outputs, tail: 0,
                rowOffsets: offsets.baseAddress!, planes: rows.planes,
                rows: rows.rows * tapsInRow, lead: rows.lead * tapsInRow,
                taps: taps.baseAddress!, tapCount: taps.count, weights: weights.baseAddress!,
                columns: columns, start: starts.baseAddress!, output: output,
                outputStride: outputStride))
          }
        }
      }
    }
  }
}
