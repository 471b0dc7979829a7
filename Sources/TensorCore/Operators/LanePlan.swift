import KernelInterface

/// Convolution with one filter a channel, lanes over channels, one position after the other: for
/// layouts whose positions take different taps.
struct LanePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  /// For each phase one row of weights a tap.
  private let weights: [[Scalar]]
  private let starts: [Scalar]
  /// Channels filled up to whole vectors.
  private let period: Int

  init(_ problem: ConvolutionProblem<Scalar>) {
    let (filter, lanes) = (problem.filter, problem.kernels.lanes)
    layout = problem.layout
    kernels = problem.kernels
    let period = layout.channels.roundedUp(toMultipleOf: lanes)
    self.period = period
    weights = layout.phases.map { filter.rows(taps: $0.tapIndices, period: period) }
    starts = filter.starts(period: period)
  }

  /// Results of some positions of one phase.
  ///
  /// - Parameters:
  ///   - pixels: where their windows start, counted from `band`.
  ///   - step: positions from one result to the next.
  ///   - ahead: what is read soon after.
  func convolve(
    _ band: UnsafePointer<Scalar>, _ pixels: UnsafeBufferPointer<Int>, phase: Int,
    to output: UnsafeMutablePointer<Scalar>, step: Int = 1,
    ahead: UnsafeRawBufferPointer = .empty
  ) {
    layout.phases[phase].taps.withUnsafeBufferPointer { taps in
      weights[phase].withUnsafeBufferPointer { weights in
        starts.withUnsafeBufferPointer { starts in
          var job = WindowJob(
            input: band, spans: pixels.baseAddress!, spanCount: pixels.count,
            count: layout.channels, taps: taps.baseAddress!, tapCount: taps.count,
            weights: weights.baseAddress!, weightPeriod: period, start: starts.baseAddress!,
            output: output, outputStride: step * layout.channels)
          job.ahead = ahead
          kernels.convolveWindows(job)
        }
      }
    }
  }
}
