import KernelInterface

/// How the line kernel convolves each channel by itself where positions take different taps, as
/// those of the adjoint of a window with a stride do: lines of one phase of the rows, and along
/// them the positions of one phase of the last axis. For layouts with two spatial axes.
struct PhaseLinePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  /// Channels filled up to whole vectors.
  private let columns: Int
  /// For each phase of the first axis.
  private let lines: [LineRows]
  /// For each phase of the last axis.
  private let units: [Units]
  /// For each phase of the first axis and each of the last.
  private let weights: [[Scalar]]
  private let starts: [Scalar]

  private struct Units: Sendable {
    let firstPosition: Int
    let count: Int
    let taps: [Int]
  }

  /// Channels from which on units, which are positions, fill most of their lanes.
  private static var fewestChannels: Int { 16 }
  /// Positions of each phase from which on a job is longer than what comes before it.
  private static var fewestPositions: Int { 6 }

  /// Whether lines of phases are less work than one position after the other, by the shape alone.
  static func suits(_ layout: BandLayout) -> Bool {
    guard layout.axes.count == 2, layout.channels >= fewestChannels else { return false }
    let last = layout.axes[1]
    return last.output >= fewestPositions * last.divisor
      && layout.axes.allSatisfy { $0.phases.allSatisfy { !$0.isEmpty } }
  }

  /// - Parameters: as for `ConvolutionPlan`.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.kernels = kernels
    let (vertical, last, channels) = (layout.axes[0], layout.axes[1], layout.channels)
    let columns = (channels + kernels.lanes - 1) / kernels.lanes * kernels.lanes
    self.columns = columns
    lines = vertical.phases.map {
      LineRows(rows: $0.map(\.offset), advance: vertical.advance, rowPitch: layout.pitch)
    }
    units = last.phases.indices.map { phase in
      let results = last.results(ofPhase: phase)
      return Units(
        firstPosition: results.first, count: results.count,
        taps: last.phases[phase].map { $0.offset * channels })
    }
    weights = vertical.phases.flatMap { rowTaps in
      last.phases.map { lastTaps in
        matrices.rows(
          taps: rowTaps.flatMap { row in lastTaps.map { row.index * last.kernel + $0.index } },
          period: columns, isPerChannel: isPerChannel)
      }
    }
    starts = (0..<columns).map { bias?[$0 % channels] ?? 0 }
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let vertical = layout.rows
    let share = Range.share(
      work.rows.count, part: part, of: parts, grain: LineRows.most * vertical.divisor)
    var first = share.lowerBound
    while first < share.upperBound {
      let row = work.rows.lowerBound + first
      let inImage = row % vertical.output
      let count = min(share.upperBound - first, vertical.output - inImage)
      // What comes next is asked for line by line, whichever rows these are.
      var position = first * layout.positionsInRow
      lines.forEachGroup(of: inImage..<(inImage + count), along: vertical) { next, phase, height in
        let group = first + next - inImage
        let end = position + lines[phase].heights[height] * layout.positionsInRow
        convolve(
          work.band + work.offset(layout, row: group), rowPhase: phase, height: height,
          to: work.output + group * layout.positionsInRow * layout.channels,
          ahead: work.ahead(layout, positions: position..<end))
        position = end
      }
      first += count
    }
  }

  /// Some lines of one phase.
  private func convolve(
    _ input: UnsafePointer<Scalar>, rowPhase: Int, height: Int,
    to output: UnsafeMutablePointer<Scalar>, ahead: UnsafeRawBufferPointer
  ) {
    let (rows, channels) = (lines[rowPhase], layout.channels)
    let last = layout.axes[1]
    for (phase, unit) in units.enumerated() {
      rows.offsets[height].withUnsafeBufferPointer { offsets in
        unit.taps.withUnsafeBufferPointer { taps in
          weights[rowPhase * units.count + phase].withUnsafeBufferPointer { weights in
            starts.withUnsafeBufferPointer { starts in
              var job = LineJob(
                input: input + layout.innerStarts[unit.firstPosition],
                lines: rows.heights[height], unitCount: unit.count,
                unitStep: last.advance * channels, unitWidth: channels, tail: 0,
                rowOffsets: offsets.baseAddress!, planes: rows.planes, rows: rows.rows,
                lead: rows.lead, taps: taps.baseAddress!, tapCount: taps.count,
                weights: weights.baseAddress!, columns: columns, start: starts.baseAddress!,
                output: output + unit.firstPosition * channels,
                outputStride: layout.rows.divisor * layout.positionsInRow * channels)
              job.unitOutputStep = last.divisor * channels
              if phase == 0 { job.ahead = ahead }
              kernels.convolveLines(job)
            }
          }
        }
      }
    }
  }
}
