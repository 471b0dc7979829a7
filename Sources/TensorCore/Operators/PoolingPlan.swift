import KernelInterface

/// A pooling made ready for data of one shape and compute type.
final class PoolingPlan<Scalar: ComputeScalar>: WindowedOperator, @unchecked Sendable {
  let layout: BandLayout
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar

  private let mode: PoolingMode
  private let divisor: Int?
  private let kernels: KernelTable<Scalar>
  /// The identity of the mode in every lane.
  private let start: [Scalar]
  private let window: Window
  private let countsPadding: Bool
  /// Average: the counted taps along the inner axes together, for each position of a row.
  private let innerCounts: [Int]

  init(_ pooling: Pooling, data: DataShape, kernels: KernelTable<Scalar>) throws {
    let options = pooling.options
    mode = options.mode
    divisor = options.divisor
    let window = try pooling.window(data)
    self.window = window
    countsPadding = options.countsPadding
    layout = try BandLayout(window, channels: data.channelCount)
    outputChannels = data.channelCount
    self.kernels = kernels
    // Padding holds the identity: it changes neither a maximum nor, added to a sum that
    // started at +0, any bit of that.
    padValue = options.mode.identity(Scalar.self)
    padMode = .constant(Double(padValue))
    start = [Scalar](repeating: padValue, count: kernels.lanes)
    // Along the first axis a header may promise any number of rows: nothing is held for each.
    innerCounts =
      options.mode == .max
      ? []
      : window.axes.dropFirst().reduce([1]) { products, axis in
        let counts = (0..<axis.output).map {
          axis.countedTaps(of: $0, countsPadding: options.countsPadding)
        }
        return products.flatMap { product in counts.map { product * $0 } }
      }
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    if layout.axes.last!.isUnitStride {
      forEachLine(work, part: part, of: parts) { lines, count, output, stride in
        combine(work, lines, count: count, output: output, stride: stride)
      }
    } else {
      forEachPositionBlock(work, part: part, of: parts, grain: 4) { pixels, first in
        combine(
          work, pixels, count: outputChannels, output: work.output + first * outputChannels,
          stride: outputChannels)
      }
    }
  }

  private func combine(
    _ work: BandWork<Scalar>, _ spans: UnsafeBufferPointer<Int>, count: Int,
    output: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    layout.phases[0].taps.withUnsafeBufferPointer { taps in
      start.withUnsafeBufferPointer { start in
        let job = WindowJob(
          input: work.band, spans: spans.baseAddress!, spanCount: spans.count, count: count,
          taps: taps.baseAddress!, tapCount: taps.count, weights: start.baseAddress!,
          weightPeriod: kernels.lanes, start: start.baseAddress!, output: output,
          outputStride: stride)
        mode.combine(job, kernels)
      }
    }
    if mode == .average {
      divide(work, first: output - work.output, count: spans.count * count)
    }
  }

  /// Divides results from number `first` of the work on by their windows' counts.
  private func divide(_ work: BandWork<Scalar>, first: Int, count: Int) {
    let inRow = layout.positionsInRow * outputChannels
    var next = first
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 1024) { divisors in
      while next < first + count {
        let (row, element) = next.quotientAndRemainder(dividingBy: inRow)
        let rowCount = window.axes[0].countedTaps(
          of: (work.rows.lowerBound + row) % layout.rows.output, countsPadding: countsPadding)
        let piece = min(divisors.count, first + count - next, inRow - element)
        for i in 0..<piece {
          divisors[i] = Scalar(
            divisor ?? rowCount * innerCounts[(element + i) / outputChannels])
        }
        kernels.divide(work.output + next, divisors.baseAddress!, piece)
        next += piece
      }
    }
  }
}
