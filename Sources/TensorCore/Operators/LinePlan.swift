import KernelInterface

/// How the line kernel convolves each channel by itself, or groups of four inputs and outputs:
/// units, rows and weights for a layout of one phase.
///
/// Lines that lie side by side along the axis before the last one are computed together, so
/// that a row of the input is read once for all of them.
struct LinePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let convolveLines: @Sendable (LineJob<Scalar>) -> Void
  /// See `LineJob`.
  private let unitWidth: Int
  private let unitStep: Int
  private let filter: LineFilter<Scalar>
  /// Whether a unit is an output position, as against a stretch of a line.
  private let unitIsPosition: Bool
  /// How lines are read without their padding, if they can be.
  private let unpadded: UnpaddedLines<Scalar>?
  var padsByItself: Bool { unpadded != nil }

  /// - Parameter inFours: whether there are groups of four inputs and outputs, which lie in four
  ///   lanes of a vector. The kernels have to be able to.
  init(_ problem: ConvolutionProblem<Scalar>, inFours: Bool = false) {
    let (filter, kernels) = (problem.filter, problem.kernels)
    layout = problem.layout
    let (channels, lanes) = (layout.channels, kernels.lanes)
    let last = layout.axes.last!
    convolveLines = inFours ? kernels.convolveLinesInFours! : kernels.convolveLines
    let wholeVectors = channels.roundedUp(toMultipleOf: lanes)
    // A position as a unit leaves lanes unused where its channels do not fill them.
    unitIsPosition = inFours || !last.isUnitStride || (4 * wholeVectors <= 5 * channels)
    if unitIsPosition {
      unitWidth = channels
    } else {
      unitWidth =
        filter.isPerChannel && filter.bias == nil ? lanes : .leastCommonMultiple(channels, lanes)
    }
    let columns = unitWidth.roundedUp(toMultipleOf: lanes)
    let lastPitch = layout.innerPitches.last ?? layout.pitch
    unitStep = unitIsPosition ? last.step * lastPitch : unitWidth
    self.filter = LineFilter(
      lines: LineRows(layout), taps: last.phases[0].map { $0.offset * lastPitch },
      weights: filter.rows(taps: layout.phases[0].tapIndices, period: columns),
      columns: columns, starts: filter.starts(period: columns))
    unpadded = UnpaddedLines(
      layout: layout, padMode: problem.padMode, padValue: problem.padValue)
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    work.forEachLineGroup(layout, part: part, of: parts, heights: filter.lines.heights) { group in
      let first = group.firstPosition
      let end = first + group.height * group.positions
      let output = work.output + first * layout.channels
      let ahead = work.ahead(layout, positions: first..<end)
      if let unpadded, work.lacksPadding {
        let line = work.rows.lowerBound + first / group.positions
        unpadded.forEachLineStretch(of: work.band, line: line, heightIndex: group.heightIndex) {
          input, offsets, positions in
          convolve(
            input, offsets, group, positions: positions.count,
            to: output + positions.lowerBound * layout.channels,
            // The inside asks: it is nearly all.
            ahead: positions.count > group.positions / 2 ? ahead : .empty)
        }
      } else {
        convolve(
          work.band + group.input, nil, group, positions: group.positions, to: output, ahead: ahead)
      }
    }
  }

  /// - Parameters:
  ///   - offsets: of the rows, if they are not those of the band.
  ///   - positions: in each line.
  private func convolve(
    _ input: UnsafePointer<Scalar>, _ offsets: UnsafeBufferPointer<Int>?, _ group: LineGroup,
    positions: Int, to output: UnsafeMutablePointer<Scalar>, ahead: UnsafeRawBufferPointer
  ) {
    var job = filter.job(
      input, height: group.heightIndex, results: positions * layout.channels,
      unitWidth: unitWidth, unitStep: unitStep, to: output,
      outputStride: group.positions * layout.channels)
    if let offsets { job.rowOffsets = offsets.baseAddress! }
    job.ahead = ahead
    convolveLines(job)
  }
}
