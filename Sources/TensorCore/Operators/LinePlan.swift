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

  /// - Parameters:
  ///   - isPerChannel: whether `matrices` hold one filter that each channel is filtered with.
  ///   - start: what an output channel starts at; nil: +0.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    kernels: KernelTable<Scalar>
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
      let results = group.positions * layout.channels
      steps[group.heightIndex].withUnsafeBufferPointer { steps in
        taps.withUnsafeBufferPointer { taps in
          weights.withUnsafeBufferPointer { weights in
            starts.withUnsafeBufferPointer { starts in
              var job = LineJob(
                input: work.band + group.input, lines: group.height,
                unitCount: results / unitWidth, unitStep: unitStep, unitWidth: unitWidth,
                tail: results % unitWidth, steps: steps.baseAddress!,
                stepCount: steps.count / (1 + group.height), fullSteps: fullSteps,
                taps: taps.baseAddress!,
                tapCount: taps.count, weights: weights.baseAddress!, columns: columns,
                start: starts.baseAddress!,
                output: work.output + group.firstPosition * layout.channels,
                outputStride: results)
              let end = group.firstPosition + group.height * group.positions
              job.ahead = work.ahead(layout, positions: group.firstPosition..<end)
              kernels.convolveLines(job)
            }
          }
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
