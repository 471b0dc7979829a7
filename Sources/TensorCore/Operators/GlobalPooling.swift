import KernelInterface

/// Pooling of all positions of an image at once: one accumulator for each channel, whatever the
/// size of the image.
///
/// The chain of each channel is that of a window that covers the image: its positions in
/// row-major order, stopped and gone on with between pieces.
struct GlobalPooling<Scalar: ComputeScalar> {
  let options: PoolingOptions
  let data: DataShape
  let kernels: KernelTable<Scalar>

  /// Elements of a piece, unless one position has more channels.
  private static var pieceLength: Int { 1 << 15 }
  /// Elements that kernels may read past a piece's end.
  private static var slack: Int { 64 }

  private var positions: Int { Self.product(data.spatial) }
  private var positionsInPiece: Int {
    min(positions, max(1, Self.pieceLength / data.channelCount))
  }
  /// The accumulators, in whole vectors.
  private var accumulatorCount: Int {
    (data.channelCount + kernels.lanes - 1) / kernels.lanes * kernels.lanes
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

  /// - Throws: `StreamError` of the source and the sink.
  func run(source: ElementSource<Scalar>, sink: ElementSink<Scalar>) throws {
    let channels = data.channelCount
    // One position has to be there before memory is taken for its channels.
    guard data.imageCount > 0 else {
      try source.finish()
      return
    }
    try source.require(channels)
    let taps = (0..<positionsInPiece).map { $0 * channels }
    let identity = options.mode.identity(Scalar.self)
    let divisors = [Scalar](
      repeating: Scalar(options.divisor ?? positions), count: channels)
    var piece = [Scalar](
      repeating: identity, count: positionsInPiece * channels + Self.slack)
    for _ in 0..<data.imageCount {
      var accumulators = [Scalar](repeating: identity, count: accumulatorCount)
      var done = 0
      while done < positions {
        let count = min(positionsInPiece, positions - done)
        try piece.withUnsafeMutableBufferPointer {
          try source.read(count * channels, into: $0.baseAddress!)
        }
        accumulators = combine(piece, taps, count: count, accumulators)
        done += count
      }
      try accumulators.withUnsafeMutableBufferPointer {
        let results = $0.baseAddress!
        if options.mode == .average { kernels.divide(results, divisors, channels) }
        try sink.write(results, channels)
      }
    }
    try source.finish()
  }

  /// The accumulators after the next `count` positions.
  private func combine(
    _ piece: [Scalar], _ taps: [Int], count: Int, _ accumulators: [Scalar]
  ) -> [Scalar] {
    var results = accumulators
    results.withUnsafeMutableBufferPointer { output in
      withUnsafePointer(to: 0) { spans in
        accumulators.withUnsafeBufferPointer { start in
          piece.withUnsafeBufferPointer { input in
            taps.withUnsafeBufferPointer { taps in
              let job = WindowJob(
                input: input.baseAddress!, spans: spans, spanCount: 1,
                count: data.channelCount, taps: taps.baseAddress!, tapCount: count,
                weights: start.baseAddress!, weightPeriod: accumulatorCount,
                start: start.baseAddress!, output: output.baseAddress!,
                outputStride: data.channelCount)
              options.mode.combine(job, kernels)
            }
          }
        }
      }
    }
    return results
  }
}
