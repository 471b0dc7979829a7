import KernelInterface

/// A pooling made ready for data of one shape and type.
final class PoolingPlan<Scalar: ComputeScalar>: WindowedOperator, @unchecked Sendable {
  let layout: BandLayout
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar
  /// A result, and which tap it came from if that is wanted.
  let valuesInResult: Int

  private let reduction: PoolingReduction<Scalar>
  private let divides: Bool
  private let divisor: Int?
  /// The identity in every lane, of four vectors.
  private let start: [Scalar]
  private let window: Window
  private let countsPadding: Bool
  /// Average: stretches of a row's positions, up to `end`, that have as many counted taps along
  /// the inner axes together.
  private let innerCounts: [(end: Int, count: Int)]

  /// - Parameter choosesTaps: whether the number of the tap that each result came from is
  ///   wanted too, as bits; `WindowChoice.noTap` where it is the first of the input's elements.
  init(
    _ options: PoolingOptions, data: DataShape, reduction: PoolingReduction<Scalar>,
    choosesTaps: Bool
  ) throws {
    divides = reduction.divides
    divisor = options.divisor
    let window = try options.window(data)
    self.window = window
    countsPadding = options.countsPadding
    layout = try BandLayout(window, channels: data.channelCount)
    outputChannels = data.channelCount
    valuesInResult = choosesTaps ? 2 : 1
    let isByLines = layout.phases.count == 1 && layout.axes.last!.isUnitStride
    self.reduction = isByLines ? reduction : reduction.narrowed(to: data.channelCount)
    // Padding holds the identity: it is chosen in the place of no element and, added to a sum
    // that started at +0, changes no bit of that.
    padValue = reduction.identity
    padMode = .constant(Double(padValue))
    start = [Scalar](repeating: padValue, count: 4 * self.reduction.kernels.lanes)
    // Along the first axis a header may promise any number of rows: nothing is held for each.
    innerCounts = divides ? Self.innerCounts(window, countsPadding: countsPadding) : []
  }

  private static func innerCounts(
    _ window: Window, countsPadding: Bool
  ) -> [(end: Int, count: Int)] {
    let counts = window.axes.dropFirst().reduce([1]) { products, axis in
      let counts = (0..<axis.output).map {
        axis.countedTaps(of: $0, countsPadding: countsPadding)
      }
      return products.flatMap { product in counts.map { product * $0 } }
    }
    var stretches: [(end: Int, count: Int)] = []
    for (position, count) in counts.enumerated() {
      if stretches.last?.count == count { stretches.removeLast() }
      stretches.append((position + 1, count))
    }
    return stretches
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let channels = outputChannels
    if layout.phases.count > 1 {
      for (index, phase) in layout.phases.enumerated() {
        forEachBlock(ofPhase: phase, work, part: part, of: parts, grain: 4) { pixels, targets in
          for i in pixels.indices {
            combine(
              work, UnsafeBufferPointer(rebasing: pixels[i...i]), phase: index, count: channels,
              output: work.output + targets[i] * channels, stride: channels,
              stretches(work, targets[i]..<(targets[i] + 1)))
          }
        }
      }
    } else if layout.axes.last!.isUnitStride {
      forEachLine(work, part: part, of: parts) { lines, count, output, stride in
        let length = count / channels
        let first = (output - work.output) / channels
        var line = 0
        while line < lines.count {
          let end = endOfAlike(work, first: first, length: length, line..<lines.count)
          let start = first + line * length
          combine(
            work, UnsafeBufferPointer(rebasing: lines[line..<end]), phase: 0, count: count,
            output: output + line * stride, stride: stride,
            stretches(work, start..<(start + length)))
          line = end
        }
      }
    } else {
      forEachPositionBlock(work, part: part, of: parts, grain: 4) { pixels, first in
        var done = first
        for stretch in stretches(work, first..<(first + pixels.count)) {
          let positions = (done - first)..<(stretch.end - first)
          combine(
            work, UnsafeBufferPointer(rebasing: pixels[positions]), phase: 0, count: channels,
            output: work.output + done * channels, stride: channels,
            [Stretch(end: done + 1, divisor: stretch.divisor)])
          done = stretch.end
        }
      }
    }
  }

  /// Neighbouring positions whose sums are divided by one number, nil where none are.
  private struct Stretch: Equatable {
    /// Counted from the work's first position.
    var end: Int
    let divisor: Int?
  }

  /// Some spans that look alike: `stretches` are those of the positions of the first one.
  ///
  /// - Parameter stride: `count`: the results of all spans follow each other.
  private func combine(
    _ work: BandWork<Scalar>, _ spans: UnsafeBufferPointer<Int>, phase: Int, count: Int,
    output: UnsafeMutablePointer<Scalar>, stride: Int, _ stretches: [Stretch]
  ) {
    let results = spans.count * count
    var choices: UnsafeMutablePointer<Scalar>?
    if valuesInResult == 2 {
      choices = output + work.rows.count * layout.positionsInRow * outputChannels
      choices!.initialize(repeating: WindowChoice.noTap(Scalar.self), count: results)
    }
    let first = (output - work.output) / outputChannels
    var done = first
    layout.phases[phase].taps.withUnsafeBufferPointer { taps in
      start.withUnsafeBufferPointer { start in
        for stretch in stretches {
          let offset = (done - first) * outputChannels
          let positions = stretch.end - done
          var job = WindowJob(
            input: work.band + offset, spans: spans.baseAddress!, spanCount: spans.count,
            count: stretches.count == 1 ? count : positions * outputChannels,
            taps: taps.baseAddress!, tapCount: taps.count, weights: start.baseAddress!,
            weightPeriod: start.count, start: start.baseAddress!, output: output + offset,
            outputStride: stride, choices: choices.map { $0 + offset },
            divisor: stretch.divisor.map { Scalar($0) })
          let asked = first + (done - first) * spans.count
          job.ahead = work.ahead(
            layout, positions: asked..<(asked + job.count / outputChannels * spans.count))
          reduction.combine(job)
          done = stretch.end
        }
      }
    }
    reduction.finish(output, results)
  }

  /// The stretches of some positions, which follow each other in the work.
  private func stretches(_ work: BandWork<Scalar>, _ positions: Range<Int>) -> [Stretch] {
    guard divides, divisor == nil else {
      return [Stretch(end: positions.upperBound, divisor: divides ? divisor : nil)]
    }
    let inRow = layout.positionsInRow
    var stretches: [Stretch] = []
    var next = positions.lowerBound
    while next < positions.upperBound {
      let (row, position) = next.quotientAndRemainder(dividingBy: inRow)
      let rowCount = rowCount(work, row)
      let rowEnd = min(positions.upperBound, (row + 1) * inRow)
      var inner = firstStretch(reaching: position)
      while next < rowEnd {
        next = min(rowEnd, row * inRow + innerCounts[inner].end)
        let divisor = rowCount * innerCounts[inner].count
        if stretches.last?.divisor == divisor { stretches.removeLast() }
        stretches.append(Stretch(end: next, divisor: divisor))
        inner += 1
      }
    }
    return stretches
  }

  /// Elements along the first axis that count for an output row.
  private func rowCount(_ work: BandWork<Scalar>, _ row: Int) -> Int {
    window.axes[0].countedTaps(
      of: (work.rows.lowerBound + row) % layout.rows.output, countsPadding: countsPadding)
  }

  /// Up to which line those from the first of `lines` on have the same stretches.
  ///
  /// - Parameters:
  ///   - first: the position that line 0 starts at.
  ///   - length: positions of a line.
  private func endOfAlike(
    _ work: BandWork<Scalar>, first: Int, length: Int, _ lines: Range<Int>
  ) -> Int {
    guard divides, divisor == nil else { return lines.upperBound }
    // Lines of a plane may differ: each goes by itself.
    guard length == layout.positionsInRow else { return lines.lowerBound + 1 }
    func count(_ line: Int) -> Int { rowCount(work, first / length + line) }
    let own = count(lines.lowerBound)
    return lines.dropFirst().first { count($0) != own } ?? lines.upperBound
  }

  /// The number of the stretch that holds a position of a row.
  private func firstStretch(reaching position: Int) -> Int {
    var (lower, upper) = (0, innerCounts.count - 1)
    while lower < upper {
      let middle = (lower + upper) / 2
      if innerCounts[middle].end > position { upper = middle } else { lower = middle + 1 }
    }
    return lower
  }
}
