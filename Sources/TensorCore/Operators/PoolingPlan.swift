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
    divides = options.mode == .average
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
      forEachPhaseBlock(work, part: part, of: parts, grain: 4) { phase, pixels, targets in
        for i in pixels.indices {
          combine(
            work, UnsafeBufferPointer(rebasing: pixels[i...i]), phase: phase, count: channels,
            output: work.output + targets[i] * channels, stride: channels)
        }
      }
    } else if layout.axes.last!.isUnitStride {
      forEachLine(work, part: part, of: parts) { lines, count, output, stride in
        combine(work, lines, phase: 0, count: count, output: output, stride: stride)
      }
    } else {
      forEachPositionBlock(work, part: part, of: parts, grain: 4) { pixels, first in
        combine(
          work, pixels, phase: 0, count: channels, output: work.output + first * channels,
          stride: channels)
      }
    }
  }

  /// - Parameter stride: `count`: the results of all spans follow each other.
  private func combine(
    _ work: BandWork<Scalar>, _ spans: UnsafeBufferPointer<Int>, phase: Int, count: Int,
    output: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let (first, results) = (output - work.output, spans.count * count)
    var choices: UnsafeMutablePointer<Scalar>?
    if valuesInResult == 2 {
      choices = output + work.rows.count * layout.positionsInRow * outputChannels
      choices!.initialize(repeating: WindowChoice.noTap(Scalar.self), count: results)
    }
    layout.phases[phase].taps.withUnsafeBufferPointer { taps in
      start.withUnsafeBufferPointer { start in
        reduction.combine(
          WindowJob(
            input: work.band, spans: spans.baseAddress!, spanCount: spans.count, count: count,
            taps: taps.baseAddress!, tapCount: taps.count, weights: start.baseAddress!,
            weightPeriod: start.count, start: start.baseAddress!, output: output,
            outputStride: stride, choices: choices))
      }
    }
    if divides { divide(work, first: first, count: results) }
    reduction.finish(output, results)
  }

  /// Divides results from number `first` of the work on by their windows' counts.
  private func divide(_ work: BandWork<Scalar>, first: Int, count: Int) {
    let inRow = layout.positionsInRow * outputChannels
    let end = first + count
    var next = first
    while next < end {
      let (row, element) = next.quotientAndRemainder(dividingBy: inRow)
      let rowCount = window.axes[0].countedTaps(
        of: (work.rows.lowerBound + row) % layout.rows.output, countsPadding: countsPadding)
      var stretch = firstStretch(reaching: element / outputChannels)
      let rowEnd = min(end, next - element + inRow)
      while next < rowEnd {
        let (last, inner) = innerCounts[stretch]
        let piece = min(rowEnd, row * inRow + last * outputChannels) - next
        reduction.kernels.divide(
          work.output + next, Scalar(divisor ?? rowCount * inner), piece)
        next += piece
        stretch += 1
      }
    }
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
