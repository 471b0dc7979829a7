import KernelInterface

/// A filter as the line kernels take it: which rows lines read, and a row's taps and weights.
final class LineFilter<Scalar: ComputeScalar>: Sendable {
  let lines: LineRows
  /// Results that take the same input, see `LineJob`.
  private let outputs: Int
  private let taps: PlacedArray<Int>
  private let weights: PlacedArray<Scalar>
  private let starts: PlacedArray<Scalar>
  private let columns: Int

  /// - Parameters:
  ///   - taps: of a row.
  ///   - weights: of each output, in the order of the chain, `columns` for a tap.
  ///   - starts: what the results of a unit start at, for each output.
  init(
    lines: LineRows, taps: [Int], weights: [Scalar], columns: Int, starts: [Scalar],
    outputs: Int = 1
  ) {
    self.lines = lines
    self.taps = PlacedArray(taps)
    self.weights = PlacedArray(weights)
    self.columns = columns
    self.starts = PlacedArray(starts)
    self.outputs = outputs
  }

  /// The job of some lines. What it points to lives as long as the filter.
  ///
  /// - Parameters:
  ///   - input: where the window of the first result starts.
  ///   - height: which of the heights of `lines`.
  ///   - results: of a line, of each output: whole units and a tail.
  ///   - unitWidth, unitStep: see `LineJob`.
  ///   - outputStride: from one line's results to the next's.
  func job(
    _ input: UnsafePointer<Scalar>, height: Int, results: Int, unitWidth: Int, unitStep: Int,
    to output: UnsafeMutablePointer<Scalar>, outputStride: Int
  ) -> LineJob<Scalar> {
    var job = LineJob(
      input: input, lines: lines.heights[height], unitCount: results / unitWidth,
      unitStep: unitStep, unitWidth: unitWidth, tail: results % unitWidth,
      rowOffsets: lines.offsets[height].start, planes: lines.planes, rows: lines.rows,
      lead: lines.lead, taps: taps.start, tapCount: taps.count, weights: weights.start,
      columns: columns, start: starts.start, output: output, outputStride: outputStride)
    job.outputs = outputs
    job.unitOutputStep = unitWidth * outputs
    return job
  }
}
