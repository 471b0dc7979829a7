import KernelInterface

/// The gradient for a weight whose lanes are channels and whose taps come in strands: the filters of
/// each channel, with as many results a channel as there are.
///
/// Kernels go through a stretch of a line for all channels while it is near: a vector of channels is
/// half a line of the cache, and what its taps meet would have left before the next vector's turn.
struct StrandLanes<Scalar: ComputeScalar>: Sendable {
  private let kernels: KernelTable<Scalar>
  private let layout: BandLayout
  private let sums: BlockSums<Scalar>
  /// Of a filter row, and how far they and the windows of neighbouring positions are apart in the
  /// kernels' input.
  let taps: Int
  private let tapStep: Int
  private let inputStep: Int
  /// How rows are read without their padding, if they can be.
  private let unpadded: UnpaddedLines<Scalar>?
  var padsByItself: Bool { unpadded != nil }
  /// Positions that are gone through for one vector of channels before the next one.
  let longestRun: Int

  /// What windows and dOutput of a run hold, in bytes, at most: the first-level cache keeps it.
  private static var bytesOfRun: Int { 1 << 15 }

  /// Nil where lanes are no channels with one input each, or filter rows have one tap.
  init?(_ problem: WeightGradientProblem<Scalar>) {
    let (layout, matrices, sums) = (problem.layout, problem.matrices, problem.sums)
    guard matrices.regime == .channelLanes, matrices.inputs == 1, matrices.kernel.last! > 1
    else { return nil }
    (self.layout, self.sums, kernels) = (layout, sums, problem.kernels)
    let last = layout.axes.last!
    let offsets = last.phases[0].map(\.offset)
    let pitch = layout.channels * matrices.lanesOfInput
    (taps, inputStep, tapStep) = (
      offsets.count, last.step * pitch, (offsets[1] - offsets[0]) * pitch
    )
    // Rows that neighbouring windows share are no slower copied, and ends cost as much as that.
    unpadded =
      matrices.spreads || last.step == 1
      ? nil
      : UnpaddedLines(
        layout: layout, padMode: problem.padMode, padValue: problem.padValue)
    let filterRows = matrices.size.rows / taps
    let bytes =
      (Count(filterRows) * Count(inputStep) + Count(sums.columns))
      * Count(MemoryLayout<Scalar>.stride)
    longestRun = min(max(Int(Count(Self.bytesOfRun) / bytes), 8), 64)
  }

  /// Adds output rows of an array without its padding to some rows of the sums.
  func add(_ work: BandWork<Scalar>, rows: Range<Int>) {
    let inRow = layout.positionsInRow
    let first = work.rows.lowerBound * inRow
    for segment in sums.segments(first..<work.rows.upperBound * inRow) {
      sums.add(segment, group: 0, rows: rows) { target, start, startStride in
        begin(target, rows: rows.count, start, startStride)
        let (range, filterRows) = (segment.range, rows.lowerBound / taps..<rows.upperBound / taps)
        for row in range.lowerBound / inRow...(range.upperBound - 1) / inRow {
          unpadded!.forEachLineStretch(of: work.band, line: row) { input, offsets, columns in
            let all = row * inRow + columns.lowerBound..<row * inRow + columns.upperBound
            let own = all.clamped(to: range)
            for next in stride(from: own.lowerBound, to: own.upperBound, by: longestRun) {
              let end = min(next + longestRun, own.upperBound)
              let positions = next - first..<end - first
              slide(
                input + (next - all.lowerBound) * inputStep,
                UnsafeBufferPointer(rebasing: offsets[filterRows]),
                work.output + positions.lowerBound * sums.columns, steps: positions.count,
                to: target,
                ahead: (
                  work.ahead(layout, positions: positions),
                  work.partnerAhead(layout, positions: positions)
                ))
            }
          }
        }
      }
    }
  }

  /// As `KernelTable.multiplyLanes`, for rows that are whole filter rows.
  func multiply(_ job: TileJob<Scalar>) {
    begin(job.output, rows: job.pixelCount, job.start, job.startStride)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: job.pixelCount / taps) { strands in
      for row in strands.indices { strands[row] = job.pixels[row * taps] }
      for run in 0..<job.runCount {
        slide(
          job.input + job.runs[run].offset, UnsafeBufferPointer(strands),
          job.weights + job.runs[run].row * job.weightStep, steps: job.runs[run].count,
          to: job.output,
          ahead: (
            job.ahead.share(run, of: job.runCount), job.weightsAhead.share(run, of: job.runCount)
          ))
      }
    }
  }

  /// Makes the sums what they start at, if that is elsewhere.
  private func begin(
    _ target: UnsafeMutablePointer<Scalar>, rows: Int, _ start: UnsafePointer<Scalar>,
    _ startStride: Int
  ) {
    guard startStride == 0 else { return }
    for row in 0..<rows {
      (target + row * sums.columnPitch).update(from: start, count: sums.columnPitch)
    }
  }

  /// - Parameters:
  ///   - input: where the window of the first step starts.
  ///   - strands: where each filter row does, counted from there.
  ///   - dOutput: of the first step.
  private func slide(
    _ input: UnsafePointer<Scalar>, _ strands: UnsafeBufferPointer<Int>,
    _ dOutput: UnsafePointer<Scalar>, steps: Int, to target: UnsafeMutablePointer<Scalar>,
    ahead: (input: UnsafeRawBufferPointer, dOutput: UnsafeRawBufferPointer)
  ) {
    var job = SlidingJob(
      input: input, strands: strands.baseAddress!, strandCount: strands.count, taps: taps,
      tapStep: tapStep, inputStep: inputStep, weights: dOutput, weightStep: sums.columns,
      steps: steps, sums: target, sumStep: sums.columnPitch)
    job.vectors = sums.columns.dividedUp(by: kernels.lanes)
    (job.ahead, job.weightsAhead) = ahead
    kernels.multiplySliding(job)
  }
}
