import KernelInterface

/// How the line kernel convolves to few output channels: lanes are output positions. The rows
/// that some lines read are rearranged as `PlaneRows` has them; each output channel, and each
/// phase of the positions, then is a filter over planes without stride. For layouts with two
/// spatial axes.
struct PlanePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  private let rows: PlaneRows<Scalar>
  private let outputs: Int
  /// For each phase of the last axis its positions and taps.
  private let columns: [Columns]
  /// For each phase of the first axis.
  private let lines: [LineRows]
  /// For each phase of the layout and each output channel its weights in the
  /// order of the chain.
  private let weights: [[Scalar]]
  /// For each output channel what it starts at, in each lane.
  private let starts: [Scalar]
  /// Output rows whose input is rearranged together.
  private let rowsTogether: Int

  private struct Columns: Sendable {
    let firstPosition: Int
    let count: Int
    /// Where the first position's window starts, counted from that of the row's first.
    let offset: Int
    /// For each group of channels.
    let taps: [[Int]]
  }

  /// Elements of rearranged rows that stay in the cache.
  private static var elementsTogether: Int { 1 << 16 }
  private static var mostElements: Count { 1 << 21 }
  private static var mostWeights: Int { 1 << 14 }

  /// Whether lanes over positions are less work than lanes over channels most of which are
  /// unused, by the shape alone.
  static func suits(_ layout: BandLayout, inputs: Int, outputs: Int, groups: Int) -> Bool {
    guard layout.axes.count == 2, outputs <= 4, groups == 1 || groups <= 4 else { return false }
    let (vertical, last) = (layout.axes[0], layout.axes[1])
    // Neighbouring channels fill the lanes already where neighbours read neighbours.
    if inputs == 1, outputs == 1, vertical.divisor == 1, last.isUnitStride { return false }
    let taps = vertical.kernel * last.kernel
    let rows = 4 * vertical.advance + vertical.span
    return taps >= 4 * vertical.divisor * last.divisor && last.output >= 24 * last.divisor
      && taps * inputs * outputs * groups <= mostWeights
      && PlaneRows<Scalar>.size(layout) * Count(rows) <= mostElements
  }

  /// - Parameter isPerChannel: whether `matrices` hold one filter that each channel is filtered
  ///   with.
  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, isPerChannel: Bool, bias: [Scalar]?,
    kernels: KernelTable<Scalar>
  ) {
    self.layout = layout
    self.kernels = kernels
    let (vertical, last) = (layout.axes[0], layout.axes[1])
    let (lanes, inputs) = (kernels.lanes, matrices.inputs)
    let outputs = isPerChannel ? layout.channels : matrices.outputs
    self.outputs = outputs
    let rows = PlaneRows(layout, kernels: kernels)
    self.rows = rows
    columns = last.phases.indices.map { phase in
      let results = last.results(ofPhase: phase)
      return Columns(
        firstPosition: results.first, count: results.count,
        offset: last.start(results.first) - last.start(0),
        taps: (0..<(layout.channels / inputs)).map { group in
          last.phases[phase].flatMap { tap in
            (0..<inputs).map { rows.offset(of: tap, channel: group * inputs + $0) }
          }
        })
    }
    lines = vertical.phases.map {
      LineRows(rows: $0.map(\.offset), advance: vertical.advance, rowPitch: rows.pitch)
    }
    weights = vertical.phases.flatMap { rowTaps in
      last.phases.map { lastTaps in
        (0..<outputs).flatMap { output in
          rowTaps.flatMap { row in
            lastTaps.flatMap { column in
              (0..<inputs).map { input in
                let tap = row.index * last.kernel + column.index
                return isPerChannel
                  ? matrices.elements[tap]
                  : matrices.weight(tap: tap, input: input, output: output)
              }
            }
          }
        }
      }
    }
    starts = (0..<outputs).flatMap { [Scalar](repeating: bias?[$0] ?? 0, count: lanes) }
    // Whole groups of lines of each phase.
    let grain = LineRows.most * vertical.divisor
    let inGrain = max(1, LineRows.most * vertical.advance * rows.pitch)
    rowsTogether = grain * max(1, min(8, Self.elementsTogether / inGrain))
  }

  /// Computes a part of the lines of some output rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let share = Range.share(
      work.rows.count, part: part, of: parts,
      grain: LineRows.most * layout.rows.divisor)
    guard !share.isEmpty else { return }
    let vertical = layout.rows
    let capacity = (rowsTogether * vertical.advance + vertical.span + 1) * rows.pitch
    let lineCapacity = LineRows.most * layout.positionsInRow * outputs
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: capacity + lineCapacity) { memory in
      let planes = memory.baseAddress!
      var first = share.lowerBound
      while first < share.upperBound {
        let row = work.rows.lowerBound + first
        let inImage = row % vertical.output
        let count = min(rowsTogether, share.upperBound - first, vertical.output - inImage)
        let top = layout.firstRow(ofOutput: row)
        let read = layout.firstRow(ofOutput: row + count - 1) + vertical.span - top
        rows.fill(
          planes,
          from: work.band + (top - work.firstRow) * layout.pitch + layout.innerStarts[0],
          count: read)
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
    let rowLength = layout.positionsInRow * outputs
    let lineStride = layout.rows.divisor * rowLength
    for (phase, column) in columns.enumerated() where column.count > 0 {
      let target = output + column.firstPosition * outputs
      func convolve(
        channel: Int, to target: UnsafeMutablePointer<Scalar>, outputStride: Int
      ) {
        self.convolve(
          planes, column, channel: channel, phases: (rowPhase, phase), height: height,
          to: target, outputStride: outputStride)
      }
      if outputs == 1, divisor == 1 {
        convolve(channel: 0, to: target, outputStride: lineStride)
        continue
      }
      for channel in 0..<outputs {
        convolve(
          channel: channel, to: scratch + channel * column.count,
          outputStride: outputs * column.count)
      }
      for line in 0..<lines[rowPhase].heights[height] {
        kernels.joinPlanes(
          PlanesJob(
            source: scratch + line * outputs * column.count, target: target + line * lineStride,
            planes: outputs, pitch: column.count, step: divisor * outputs, count: column.count))
      }
    }
  }

  /// One channel of the results of one phase.
  private func convolve(
    _ planes: UnsafePointer<Scalar>, _ column: Columns, channel: Int,
    phases: (row: Int, last: Int), height: Int, to output: UnsafeMutablePointer<Scalar>,
    outputStride: Int
  ) {
    let lanes = kernels.lanes
    let lines = lines[phases.row]
    let packed = weights[phases.row * columns.count + phases.last]
    let group = channel * column.taps.count / outputs
    lines.offsets[height].withUnsafeBufferPointer { offsets in
      column.taps[group].withUnsafeBufferPointer { taps in
        packed.withUnsafeBufferPointer { weights in
          starts.withUnsafeBufferPointer { starts in
            kernels.convolveLinesByScalar(
              LineJob(
                input: planes + column.offset, lines: lines.heights[height],
                unitCount: column.count / lanes, unitStep: lanes, unitWidth: lanes,
                tail: column.count % lanes, rowOffsets: offsets.baseAddress!,
                planes: lines.planes, rows: lines.rows, lead: lines.lead, taps: taps.baseAddress!,
                tapCount: taps.count,
                weights: weights.baseAddress! + channel * (packed.count / outputs),
                columns: 1, start: starts.baseAddress! + channel * lanes, output: output,
                outputStride: outputStride))
          }
        }
      }
    }
  }
}
