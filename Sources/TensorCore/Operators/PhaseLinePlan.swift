import KernelInterface

/// How the line kernel convolves each channel by itself where positions take different taps, as
/// those of the adjoint of a window with a stride do: lines of one phase of the rows, and along
/// them the positions of one phase of the last axis. For layouts with two spatial axes.
struct PhaseLinePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  /// For each phase of the first axis.
  private let lines: [LineRows]
  /// For each phase of the last axis.
  private let units: [Units]
  /// For each phase of the first axis and each of the last.
  private let filters: [LineFilter<Scalar>]

  private struct Units: Sendable {
    let firstPosition: Int
    let count: Int
  }

  init(_ problem: ConvolutionProblem<Scalar>) {
    let (layout, filter, kernels) = (problem.layout, problem.filter, problem.kernels)
    self.layout = layout
    self.kernels = kernels
    let (vertical, last, channels) = (layout.axes[0], layout.axes[1], layout.channels)
    let columns = channels.roundedUp(toMultipleOf: kernels.lanes)
    let lines = vertical.phases.map {
      LineRows(rows: $0.map(\.offset), advance: vertical.advance, rowPitch: layout.pitch)
    }
    self.lines = lines
    units = last.phases.indices.map { phase in
      let results = last.results(ofPhase: phase)
      return Units(firstPosition: results.first, count: results.count)
    }
    let starts = filter.starts(period: columns)
    filters = zip(lines, vertical.phases).flatMap { lines, rowTaps in
      last.phases.map { lastTaps in
        LineFilter(
          lines: lines, taps: lastTaps.map { $0.offset * channels },
          weights: filter.rows(
            taps: rowTaps.flatMap { row in lastTaps.map { row.index * last.kernel + $0.index } },
            period: columns),
          columns: columns, starts: starts)
      }
    }
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
    let (channels, last) = (layout.channels, layout.axes[1])
    for (phase, unit) in units.enumerated() {
      var job = filters[rowPhase * units.count + phase].job(
        input + layout.innerStarts[unit.firstPosition], height: height,
        results: unit.count * channels, unitWidth: channels, unitStep: last.advance * channels,
        to: output + unit.firstPosition * channels,
        outputStride: layout.rows.divisor * layout.positionsInRow * channels)
      job.unitOutputStep = last.divisor * channels
      if phase == 0 { job.ahead = ahead }
      kernels.convolveLines(job)
    }
  }
}
