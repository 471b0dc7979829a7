import Synchronization

/// Runs a gradient of pooling over one array: for some rows of the input at a time, the output
/// rows whose windows meet them, and what these windows read besides. Threads share the rows of
/// the input, so that each element's sum is one thread's, in its order.
struct PoolingGradientRun<Scalar: ComputeScalar> {
  let plan: PoolingGradientPlan
  let execution: Execution
  let dOutput: SlidingRows<Scalar>
  /// The input, where the gradient depends on it.
  let input: SlidingRows<Scalar>?
  /// Bits of the indices, in the place of the input.
  let indices: SlidingRows<Double>?
  let indexing: PoolingIndexing?
  let sink: ElementSink<Scalar>

  /// Bytes of the input's rows that a turn aims at.
  private static var bandBytes: Int { 1 << 19 }

  /// Rows of the input whose gradient is computed in one turn.
  static func rowsAtOnce(_ plan: PoolingGradientPlan, threads: Int) -> Int {
    let rowBytes = max(1, plan.inputRow * MemoryLayout<Scalar>.stride)
    // Windows that meet two turns' rows are looked at twice: have few of them.
    let rows = max(bandBytes / rowBytes, 4 * plan.rows.effective, 1)
    return min(plan.rows.input, rows.multipliedReportingOverflow(by: threads).partialValue)
  }

  func run(imageCount: Int) throws {
    let step = Self.rowsAtOnce(plan, threads: execution.threads)
    var results: Storage?
    for image in 0..<imageCount {
      for first in stride(from: 0, to: plan.rows.input, by: step) {
        let rows = first..<min(first + step, plan.rows.input)
        let outputs = plan.outputs(reaching: rows)
        try advance(rows, outputs)
        if results == nil {
          results = try Storage(
            byteCount: step * plan.inputRow * MemoryLayout<Scalar>.stride)
        }
        try results!.withBytes { bytes in
          let target = bytes.bindMemory(to: Scalar.self).baseAddress!
          try compute(rows, image: image, target)
          try sink.write(target, rows.count * plan.inputRow)
        }
      }
      try dOutput.endImage()
      try input?.endImage()
      try indices?.endImage()
    }
    try dOutput.finish()
    try input?.finish()
    try indices?.finish()
  }

  private func advance(_ rows: Range<Int>, _ outputs: Range<Int>) throws {
    if !outputs.isEmpty {
      try dOutput.advance(to: outputs)
      try indices?.advance(to: outputs)
    }
    let met = plan.inputs(of: outputs) ?? rows
    try input?.advance(
      to: min(met.lowerBound, rows.lowerBound)..<max(met.upperBound, rows.upperBound))
  }

  private func compute(
    _ rows: Range<Int>, image: Int, _ target: UnsafeMutablePointer<Scalar>
  ) throws {
    let work = PoolingGradientWork(
      plan: plan, kernels: execution.instructionSet.kernels(Scalar.self),
      power: PoolingPower(execution.instructionSet.elementaryKernels), dOutput: dOutput.origin,
      input: input?.origin, indices: indices?.origin, indexing: indexing, image: image,
      target: target - rows.lowerBound * plan.inputRow)
    // Parts of several windows' height, for the same reason.
    let parts = max(1, min(execution.threads, rows.count / max(1, plan.rows.stride)))
    // That of the first part, which does not depend on which was done first.
    let failure = Mutex<(part: Int, error: PoolingGradientError)?>(nil)
    runParts(parts, threads: execution.threads) { part in
      let share = Range.share(rows.count, part: part, of: parts)
      let range = (rows.lowerBound + share.lowerBound)..<(rows.lowerBound + share.upperBound)
      guard let error = work.compute(range) else { return }
      failure.withLock { if $0.map({ part < $0.part }) ?? true { $0 = (part, error) } }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }
}
