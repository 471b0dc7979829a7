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
  private let columns: Int
  private let taps: [Int]
  private let rows: LineRows
  private let weights: [Scalar]
  private let starts: [Scalar]
  /// Whether a unit is an output position, as against a stretch of a line.
  private let unitIsPosition: Bool
  /// How lines are read without their padding, if they can be.
  private let unpadded: UnpaddedLines<Scalar>?
  var padsByItself: Bool { unpadded != nil }

  /// Whether these are groups of four inputs and outputs that lie in four lanes of a vector.
  static func takesInFours(_ matrices: TapMatrices<Scalar>, kernels: KernelTable<Scalar>) -> Bool {
    matrices.inputs == 4 && matrices.groupOutputs == 4 && kernels.convolveLinesInFours != nil
  }

  /// - Parameters:
  ///   - isPerChannel: whether `matrices` hold one filter that each channel is filtered with.
  ///   - start: what an output channel starts at; nil: +0.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    padMode: PadMode, padValue: Scalar, kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    let (channels, lanes) = (layout.channels, kernels.lanes)
    let last = layout.axes.last!
    let isInFours = Self.takesInFours(matrices, kernels: kernels)
    convolveLines = isInFours ? kernels.convolveLinesInFours! : kernels.convolveLines
    let wholeVectors = (channels + lanes - 1) / lanes * lanes
    // A position as a unit leaves lanes unused where its channels do not fill them.
    unitIsPosition = isInFours || !last.isUnitStride || (4 * wholeVectors <= 5 * channels)
    if unitIsPosition {
      unitWidth = channels
    } else {
      unitWidth = isPerChannel && bias == nil ? lanes : leastCommonMultiple(channels, lanes)
    }
    columns = (unitWidth + lanes - 1) / lanes * lanes
    let lastPitch = layout.innerPitches.last ?? layout.pitch
    unitStep = unitIsPosition ? last.step * lastPitch : unitWidth
    let phase = layout.phases[0]
    let lastTaps = last.phases[0]
    taps = lastTaps.map { $0.offset * lastPitch }
    weights = matrices.rows(
      taps: phase.tapIndices, period: columns, isPerChannel: isPerChannel)
    starts = (0..<columns).map { bias?[$0 % channels] ?? 0 }
    rows = LineRows(layout)
    unpadded = UnpaddedLines(layout: layout, padMode: padMode, padValue: padValue)
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    work.forEachLineGroup(layout, part: part, of: parts, heights: rows.heights) { group in
      let first = group.firstPosition
      let end = first + group.height * group.positions
      let output = work.output + first * layout.channels
      let stride = group.positions * layout.channels
      let ahead = work.ahead(layout, positions: first..<end)
      if let unpadded, work.lacksPadding {
        let line = work.rows.lowerBound + first / group.positions
        unpadded.forEachStretch(of: work.band, line: line, heightIndex: group.heightIndex) {
          input, offsets, positions in
          convolve(
            input, offsets, lines: group.height, positions: positions.count,
            to: output + positions.lowerBound * layout.channels, stride: stride,
            // The inside asks: it is nearly all.
            ahead: positions.count > group.positions / 2 ? ahead : .empty)
        }
      } else {
        rows.offsets[group.heightIndex].withUnsafeBufferPointer {
          convolve(
            work.band + group.input, $0, lines: group.height, positions: group.positions,
            to: output, stride: stride, ahead: ahead)
        }
      }
    }
  }

  /// - Parameters:
  ///   - positions: in each line.
  ///   - stride: from one line's results to the next's.
  private func convolve(
    _ input: UnsafePointer<Scalar>, _ offsets: UnsafeBufferPointer<Int>, lines: Int,
    positions: Int, to output: UnsafeMutablePointer<Scalar>, stride: Int,
    ahead: UnsafeRawBufferPointer
  ) {
    let results = positions * layout.channels
    taps.withUnsafeBufferPointer { taps in
      weights.withUnsafeBufferPointer { weights in
        starts.withUnsafeBufferPointer { starts in
          var job = LineJob(
            input: input, lines: lines, unitCount: results / unitWidth, unitStep: unitStep,
            unitWidth: unitWidth, tail: results % unitWidth, rowOffsets: offsets.baseAddress!,
            planes: rows.planes, rows: rows.rows, lead: rows.lead, taps: taps.baseAddress!,
            tapCount: taps.count, weights: weights.baseAddress!,
            columns: columns, start: starts.baseAddress!, output: output, outputStride: stride)
          job.ahead = ahead
          convolveLines(job)
        }
      }
    }
  }
}

func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, b)
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * b
}
