import KernelInterface

/// Pooling of all positions of an image at once: one accumulator for each channel, whatever the
/// size of the image.
///
/// The chain of each channel is that of a window that covers the image: its positions in
/// row-major order, stopped and gone on with between pieces.
struct GlobalPooling<Scalar: ComputeScalar> {
  let options: PoolingOptions
  let data: DataShape
  let reduction: PoolingReduction<Scalar>
  /// Whether the position of each result is wanted too, as bits; `WindowChoice.noTap` where it
  /// is the first one.
  let choosesTaps: Bool

  /// Elements of a piece, unless one position has more channels.
  private static var pieceLength: Int { 1 << 15 }

  private var positions: Int { Self.product(data.spatial) }
  private var positionsInPiece: Int {
    min(positions, max(1, Self.pieceLength / data.channelCount))
  }
  /// The accumulators, in whole vectors, four of which kernels like together.
  private var accumulatorCount: Int {
    let width = 4 * reduction.kernels.lanes
    return data.channelCount.roundedUp(toMultipleOf: width)
  }

  /// A product, or the largest number where that is too large: an empty batch can promise any
  /// space.
  private static func product(_ lengths: some Sequence<Int>) -> Int {
    lengths.reduce(1) {
      let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
      return overflow ? .max : product
    }
  }

  /// What `run` holds.
  var bandSize: BandSize {
    let rowLength = Self.product(data.spatial.dropFirst())
    let elements =
      Count(positionsInPiece) * Count(data.channelCount) + Count(2 * accumulatorCount)
    return BandSize(
      outputRows: 1, inputRows: max(1, positionsInPiece / rowLength),
      bytes: elements * Count(MemoryLayout<Scalar>.stride))
  }

  /// - Throws: `GeometryError.tooLarge` if there are more positions than a `Scalar` has bits for.
  func check() throws(GeometryError) {
    let most = WindowChoice.noTap(Scalar.self).wholeBits
    guard !choosesTaps || most == -1 || positions < most else { throw .tooLarge }
  }

  /// - Throws: `StreamError` of the source and the partner.
  func run(source: ElementSource<Scalar>, partner: some RowPartner<Scalar>) throws {
    let channels = data.channelCount
    // One position has to be there before memory is taken for its channels.
    guard data.imageCount > 0 else {
      try source.finish()
      return
    }
    try source.require(channels)
    let taps = (0..<positionsInPiece).map { $0 * channels }
    let identity = reduction.identity
    let divisor = Scalar(options.divisor ?? positions)
    var piece = [Scalar](
      repeating: identity, count: positionsInPiece * channels + kernelSlack)
    // The accumulators, and the numbers of the taps right behind them.
    var results = [Scalar](repeating: identity, count: 2 * accumulatorCount + kernelSlack)
    for _ in 0..<data.imageCount {
      try results.withUnsafeMutableBufferPointer { results in
        let start = results.baseAddress!
        start.update(repeating: identity, count: accumulatorCount)
        (start + channels).update(
          repeating: choosesTaps ? WindowChoice.noTap(Scalar.self) : identity, count: channels)
        var done = 0
        while done < positions {
          let count = min(positionsInPiece, positions - done)
          try piece.withUnsafeMutableBufferPointer {
            try source.read(count * channels, into: $0.baseAddress!)
            combine($0.baseAddress!, taps, first: done, count: count, start)
          }
          done += count
        }
        if options.mode == .average { reduction.kernels.divide(start, divisor, channels) }
        reduction.finish(start, channels)
        try partner.take(start, choosesTaps ? 2 * channels : channels)
      }
    }
    try source.finish()
  }

  /// Goes on with the accumulators over `count` positions, of which the first is number `first`.
  private func combine(
    _ piece: UnsafePointer<Scalar>, _ taps: [Int], first: Int, count: Int,
    _ results: UnsafeMutablePointer<Scalar>
  ) {
    withUnsafePointer(to: 0) { spans in
      taps.withUnsafeBufferPointer { taps in
        reduction.combine(
          WindowJob(
            input: piece, spans: spans, spanCount: 1, count: data.channelCount,
            taps: taps.baseAddress!, tapCount: count, weights: UnsafePointer(results),
            weightPeriod: accumulatorCount, start: UnsafePointer(results), output: results,
            outputStride: data.channelCount,
            choices: choosesTaps ? results + data.channelCount : nil, firstTap: first))
      }
    }
  }
}
