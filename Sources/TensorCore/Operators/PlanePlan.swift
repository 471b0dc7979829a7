import KernelInterface

/// How the line kernel convolves to few output channels: lanes are output positions. The rows
/// that some lines read are rearranged as `PlaneRows` has them; each output channel, and each
/// phase of the positions, then is a filter over planes without stride. Output channels that take
/// the same input are computed at once, where positions are of one phase. For layouts with two
/// spatial axes.
struct PlanePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  private let rows: PlaneRows<Scalar>
  private let outputs: Int
  /// For each phase of the last axis.
  private let columns: [Columns]
  /// For each phase of the first axis.
  private let lines: [LineRows]
  /// For each phase of the layout one filter of all output channels, or one for each of them.
  private let filters: [LineFilter<Scalar>]
  private let filtersInPhase: Int
  /// Whether the kernel stores results where they belong: else they have to be joined.
  private let storesInPlace: Bool
  /// Output rows whose input is rearranged together.
  private let rowsTogether: Int
  private let padValue: Scalar
  /// Whether rows are as good without their padding.
  let padsByItself: Bool

  private struct Columns: Sendable {
    let firstPosition: Int
    let count: Int
    /// Where the first position's window starts, counted from that of the row's first.
    let offset: Int
  }

  /// Elements of rearranged rows that stay in the cache.
  private static var elementsTogether: Int { 1 << 16 }

  init(_ problem: ConvolutionProblem<Scalar>) {
    let (layout, kernels) = (problem.layout, problem.kernels)
    self.layout = layout
    self.kernels = kernels
    padValue = problem.padValue
    padsByItself = problem.padMode.isConstant
    let (vertical, last) = (layout.axes[0], layout.axes[1])
    let outputs = problem.filter.outputs
    self.outputs = outputs
    let rows = PlaneRows(layout, kernels: kernels)
    self.rows = rows
    columns = last.phases.indices.map { phase in
      let results = last.results(ofPhase: phase)
      return Columns(
        firstPosition: results.first, count: results.count,
        offset: last.start(results.first) - last.start(0))
    }
    let lines = vertical.phases.map {
      LineRows(rows: $0.map(\.offset), advance: vertical.advance, rowPitch: rows.pitch)
    }
    self.lines = lines
    let outputsAtOnce = problem.filter.groups == 1 && last.divisor == 1 ? outputs : 1
    let filtersInPhase = outputs / outputsAtOnce
    self.filtersInPhase = filtersInPhase
    storesInPlace = filtersInPhase == 1 && last.divisor == 1
    filters = zip(lines, vertical.phases).flatMap { lines, rowTaps in
      last.phases.flatMap { lastTaps in
        (0..<filtersInPhase).map {
          Self.filter(
            problem, outputs: $0 * outputsAtOnce..<($0 + 1) * outputsAtOnce, over: rows, lines,
            rowTaps, lastTaps)
        }
      }
    }
    // Whole groups of lines of each phase.
    let grain = LineRows.most * vertical.divisor
    let inGrain = max(1, LineRows.most * vertical.advance * rows.pitch)
    rowsTogether = grain * max(1, min(8, Self.elementsTogether / inGrain))
  }

  /// The filter of some output channels of one group, for positions of one phase of each axis.
  private static func filter(
    _ problem: ConvolutionProblem<Scalar>, outputs: Range<Int>, over rows: PlaneRows<Scalar>,
    _ lines: LineRows, _ rowTaps: [BandAxis.Tap], _ lastTaps: [BandAxis.Tap]
  ) -> LineFilter<Scalar> {
    let (bank, kernelLength) = (problem.filter, problem.layout.axes[1].kernel)
    let firstChannel = outputs.lowerBound / bank.groupOutputs * bank.inputs
    return LineFilter(
      lines: lines,
      taps: lastTaps.flatMap { tap in
        (0..<bank.inputs).map { rows.offset(of: tap, channel: firstChannel + $0) }
      },
      weights: outputs.flatMap { output in
        rowTaps.flatMap { row in
          lastTaps.flatMap { column in
            (0..<bank.inputs).map {
              bank.weight(
                tap: row.index * kernelLength + column.index, input: $0, output: output)
            }
          }
        }
      },
      columns: 1,
      starts: outputs.flatMap {
        [Scalar](repeating: bank.bias?[$0] ?? 0, count: problem.kernels.lanes)
      },
      outputs: outputs.count)
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let share = Range.share(
      work.rows.count, part: part, of: parts,
      grain: LineRows.most * layout.rows.divisor)
    guard !share.isEmpty else { return }
    let vertical = layout.rows
    let capacity = (rowsTogether * vertical.advance + vertical.span + 1) * rows.pitch
    let lineCapacity = storesInPlace ? 0 : LineRows.most * layout.positionsInRow * outputs
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: capacity + lineCapacity) { memory in
      let planes = memory.baseAddress!
      var first = share.lowerBound
      while first < share.upperBound {
        let row = work.rows.lowerBound + first
        let inImage = row % vertical.output
        let count = min(rowsTogether, share.upperBound - first, vertical.output - inImage)
        let top = layout.firstRow(ofOutput: row)
        let read = layout.firstRow(ofOutput: row + count - 1) + vertical.span - top
        let (image, inPadded) = top.quotientAndRemainder(dividingBy: layout.paddedRows)
        rows.fill(
          planes, from: work.lines(layout, image: image), first: inPadded, count: read,
          padValue: padValue)
        convolve(
          planes, rows: inImage..<(inImage + count), scratch: planes + capacity,
          to: work.output + first * layout.positionsInRow * outputs)
        first += count
      }
    }
  }

  /// Some rows of one image, each phase of them by itself.
  private func convolve(
    _ planes: UnsafePointer<Scalar>, rows outputRows: Range<Int>,
    scratch: UnsafeMutablePointer<Scalar>, to output: UnsafeMutablePointer<Scalar>
  ) {
    let vertical = layout.rows
    let first = outputRows.lowerBound
    lines.forEachGroup(of: outputRows, along: vertical) { next, phase, height in
      convolveGroup(
        planes + (vertical.start(next) - vertical.start(first)) * rows.pitch,
        rowPhase: phase, height: height, scratch: scratch,
        to: output + (next - first) * layout.positionsInRow * outputs)
    }
  }

  /// Lines of one phase of rows.
  private func convolveGroup(
    _ planes: UnsafePointer<Scalar>, rowPhase: Int, height: Int,
    scratch: UnsafeMutablePointer<Scalar>, to output: UnsafeMutablePointer<Scalar>
  ) {
    let divisor = layout.axes[1].divisor
    let lineStride = layout.rows.divisor * layout.positionsInRow * outputs
    for (phase, column) in columns.enumerated() where column.count > 0 {
      let first = (rowPhase * columns.count + phase) * filtersInPhase
      func convolve(
        _ filter: Int, to target: UnsafeMutablePointer<Scalar>, outputStride: Int
      ) {
        kernels.convolveLinesByScalar(
          filters[first + filter].job(
            planes + column.offset, height: height, results: column.count,
            unitWidth: kernels.lanes, unitStep: kernels.lanes, to: target,
            outputStride: outputStride))
      }
      let target = output + column.firstPosition * outputs
      if storesInPlace {
        convolve(0, to: target, outputStride: lineStride)
        continue
      }
      for channel in 0..<outputs {
        convolve(
          channel, to: scratch + channel * column.count, outputStride: outputs * column.count)
      }
      for line in 0..<lines[rowPhase].heights[height] {
        kernels.joinPlanes(
          PlanesJob(
            source: scratch + line * outputs * column.count, target: target + line * lineStride,
            planes: outputs, pitch: column.count, step: divisor * outputs, count: column.count))
      }
    }
  }
}
