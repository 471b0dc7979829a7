import KernelInterface

/// How the line kernel convolves each channel by itself: units, steps and weights for a layout
/// of one phase.
///
/// Lines that lie side by side along the axis before the last one are computed together, so
/// that a row of the input is read once for all of them.
struct LinePlan<Scalar: ComputeScalar>: Sendable {
  /// How many lines are computed together: the first that there are enough of.
  static var heights: [Int] { [4, 2, 1] }

  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  /// See `LineJob`.
  private let unitWidth: Int
  private let unitStep: Int
  private let columns: Int
  private let taps: [Int]
  private let fullSteps: Int
  /// For each of the heights.
  private let steps: [[Int]]
  private let weights: [Scalar]
  private let starts: [Scalar]
  /// Whether a unit is an output position, as against a stretch of a line.
  private let unitIsPosition: Bool
  /// How lines are read without their padding, if they can be.
  private let unpadded: UnpaddedLines<Scalar>?
  var padsByItself: Bool { unpadded != nil }

  /// - Parameters:
  ///   - isPerChannel: whether `matrices` hold one filter that each channel is filtered with.
  ///   - start: what an output channel starts at; nil: +0.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    padMode: PadMode, padValue: Scalar, kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.kernels = kernels
    let (channels, lanes) = (layout.channels, kernels.lanes)
    let last = layout.axes.last!
    let wholeVectors = (channels + lanes - 1) / lanes * lanes
    // A position as a unit leaves lanes unused where its channels do not fill them.
    unitIsPosition = !last.isUnitStride || (4 * wholeVectors <= 5 * channels)
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
    fullSteps = Self.fullSteps(layout)
    steps = Self.heights.map { [columns] height in
      Self.steps(layout, height: height, weightsInRow: lastTaps.count * columns)
    }
    unpadded = UnpaddedLines(
      layout: layout, padMode: padMode, padValue: padValue,
      weightsInRow: lastTaps.count * columns)
  }

  /// For each row of the input that `height` lines read: its offset, and where each line's
  /// weights for it are.
  static func steps(_ layout: BandLayout, height: Int, weightsInRow: Int) -> [Int] {
    guard layout.axes.count > 1 else { return [0] + [Int](repeating: 0, count: height) }
    let pitches = [layout.pitch] + layout.innerPitches
    let vertical = layout.axes.count - 2
    let axis = layout.axes[vertical]
    return steps(
      rows: axis.phases[0].map(\.offset), advance: axis.step, rowPitch: pitches[vertical],
      planes: vertical == 0 ? [0] : layout.axes[0].phases[0].map { $0.offset * pitches[0] },
      height: height, weightsInRow: weightsInRow)
  }

  /// - Parameters:
  ///   - rows: that the first line reads in each plane.
  ///   - advance: rows from one line to the next.
  ///   - planes: offsets.
  static func steps(
    rows: [Int], advance: Int, rowPitch: Int, planes: [Int] = [0], height: Int, weightsInRow: Int
  ) -> [Int] {
    let read = Set((0..<height).flatMap { line in rows.map { $0 + line * advance } }).sorted()
    var steps: [Int] = []
    for (plane, offset) in planes.enumerated() {
      for row in read {
        steps.append(offset + row * rowPitch)
        for line in 0..<height {
          let tap = rows.firstIndex(of: row - line * advance)
          steps.append(tap.map { (plane * rows.count + $0) * weightsInRow } ?? -1)
        }
      }
    }
    return steps
  }

  /// See `LineJob.fullSteps`.
  static func fullSteps(_ layout: BandLayout) -> Int {
    guard let vertical = layout.axes.dropLast().last else { return -1 }
    return fullSteps(rows: vertical.phases[0].map(\.offset), advance: vertical.step)
  }

  static func fullSteps(rows: [Int], advance: Int) -> Int {
    let follow = zip(rows, rows.dropFirst()).allSatisfy { $1 == $0 + 1 }
    return advance == 1 && rows.count >= 3 && follow ? rows.count - 3 : -1
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    work.forEachLineGroup(layout, part: part, of: parts, heights: Self.heights) { group in
      let first = group.firstPosition
      let end = first + group.height * group.positions
      let output = work.output + first * layout.channels
      let stride = group.positions * layout.channels
      let ahead = work.ahead(layout, positions: first..<end)
      if let unpadded, work.lacksPadding {
        let line = work.rows.lowerBound + first / group.positions
        unpadded.forEachStretch(of: work.band, line: line, heightIndex: group.heightIndex) {
          input, steps, positions in
          convolve(
            input, steps, lines: group.height, positions: positions.count,
            to: output + positions.lowerBound * layout.channels, stride: stride,
            // The inside asks: it is nearly all.
            ahead: positions.count > group.positions / 2 ? ahead : .empty)
        }
      } else {
        steps[group.heightIndex].withUnsafeBufferPointer {
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
    _ input: UnsafePointer<Scalar>, _ steps: UnsafeBufferPointer<Int>, lines: Int,
    positions: Int, to output: UnsafeMutablePointer<Scalar>, stride: Int,
    ahead: UnsafeRawBufferPointer
  ) {
    let results = positions * layout.channels
    taps.withUnsafeBufferPointer { taps in
      weights.withUnsafeBufferPointer { weights in
        starts.withUnsafeBufferPointer { starts in
          var job = LineJob(
            input: input, lines: lines, unitCount: results / unitWidth, unitStep: unitStep,
            unitWidth: unitWidth, tail: results % unitWidth, steps: steps.baseAddress!,
            stepCount: steps.count / (1 + lines), fullSteps: fullSteps,
            taps: taps.baseAddress!, tapCount: taps.count, weights: weights.baseAddress!,
            columns: columns, start: starts.baseAddress!, output: output, outputStride: stride)
          job.ahead = ahead
          kernels.convolveLines(job)
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
