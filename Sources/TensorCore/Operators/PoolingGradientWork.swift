import KernelInterface

/// Computes the gradient of some rows of the input. All pointers lead to where row 0 of the
/// image would be.
struct PoolingGradientWork<Scalar: ComputeScalar>: @unchecked Sendable {
  let plan: PoolingGradientPlan
  let kernels: KernelTable<Scalar>
  let power: PoolingPower
  let dOutput: UnsafePointer<Scalar>?
  let input: UnsafePointer<Scalar>?
  let indices: UnsafePointer<Double>?
  let indexing: PoolingIndexing?
  let image: Int
  let target: UnsafeMutablePointer<Scalar>

  /// Results of a span that are looked at together.
  private static var chunk: Int { 512 }

  /// A piece of a span: where its windows lie, and which of their rows are computed.
  struct Piece {
    let span: PoolingSpan
    /// Results before it in the span, and its own.
    let first: Int
    let count: Int
    let outputRow: Int
    let reach: PoolingReach
    let rows: Range<Int>
  }

  /// Adds up what the rows `rows` of the input get.
  ///
  /// - Returns: the first index that is not of its window.
  func compute(_ rows: Range<Int>) -> PoolingGradientError? {
    (target + rows.lowerBound * plan.inputRow).initialize(
      repeating: 0, count: rows.count * plan.inputRow)
    for output in plan.outputs(reaching: rows) {
      let reach = plan.reach(output)
      let met = reach.elements(in: rows)
      if met.isEmpty { continue }
      for span in plan.spans {
        for first in stride(from: 0, to: span.count, by: Self.chunk) {
          let piece = Piece(
            span: span, first: first, count: min(Self.chunk, span.count - first),
            outputRow: output, reach: reach, rows: met)
          if let failure = add(piece) { return failure }
        }
      }
    }
    finish(rows)
    return nil
  }

  private func add(_ piece: Piece) -> PoolingGradientError? {
    let gradients =
      dOutput! + piece.outputRow * plan.outputRow + piece.span.output + piece.first
    return withUnsafeTemporaryAllocation(of: Scalar.self, capacity: wholeVectors(piece)) {
      let shares = $0.baseAddress!
      switch plan.rule {
      case .average(let stated):
        let divisor = Scalar(stated ?? piece.reach.divisor * piece.span.divisor)
        for i in 0..<piece.count { shares[i] = gradients[i] / divisor }
        spread(piece, shares)
      case .power(let p):
        share(gradients, piece, p: p, to: shares)
        spread(piece, shares)
      case .choice(let choice):
        withTaps(piece) { taps in
          choose(piece, choice, taps)
          scatter(piece, gradients, taps, adds: true)
        }
      case .index(let adds):
        return withTaps(piece) { taps in
          if let failure = find(piece, taps) { return failure }
          scatter(piece, gradients, taps, adds: adds)
          return nil
        }
      }
      return nil
    }
  }

  private func withTaps<Result>(
    _ piece: Piece, _ body: (UnsafeMutablePointer<Int32>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: piece.count) {
      body($0.baseAddress!)
    }
  }

  /// Where row `k` of a piece's windows starts: the first result's.
  func inputStart(_ piece: Piece, row k: Int) -> Int {
    (piece.reach.first + k * piece.reach.step) * plan.inputRow + piece.span.input + piece.first
  }

  /// Adds each result's share to all elements of its window. An element that is in several
  /// windows of a piece gets from the first first: it is under the last tap there.
  private func spread(_ piece: Piece, _ shares: UnsafePointer<Scalar>) {
    let count = piece.count
    for k in piece.rows {
      let start = target + inputStart(piece, row: k)
      for tap in (0..<piece.span.taps).reversed() {
        let cells = start + piece.span.offset(tap)
        for i in 0..<count { cells[i] += shares[i] }
      }
    }
  }

  /// The tap that each result came from, as the pooling finds it.
  private func choose(
    _ piece: Piece, _ choice: WindowChoice, _ taps: UnsafeMutablePointer<Int32>
  ) {
    let capacity = wholeVectors(piece)
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * capacity) { memory in
      let (best, choices) = (memory.baseAddress!, memory.baseAddress! + capacity)
      best.initialize(repeating: choice.identity(), count: capacity)
      choices.initialize(repeating: WindowChoice.noTap(Scalar.self), count: capacity)
      combine(piece, best, choices: choices) { kernels.chooseWindows($0, choice) }
      for i in 0..<piece.count {
        // Where no element is better than the identity it is the first.
        taps[i] = max(0, Int32(truncatingIfNeeded: choices[i].wholeBits))
      }
    }
  }

  /// A piece's results in whole vectors.
  func wholeVectors(_ piece: Piece) -> Int {
    piece.count.roundedUp(toMultipleOf: kernels.lanes)
  }

  /// Goes on with the results of a piece's windows, in whole vectors, over all of its taps.
  func combine(
    _ piece: Piece, _ results: UnsafeMutablePointer<Scalar>,
    choices: UnsafeMutablePointer<Scalar>? = nil, _ kernel: (WindowJob<Scalar>) -> Void
  ) {
    let inRow = piece.span.taps
    withUnsafeTemporaryAllocation(of: Int.self, capacity: inRow) { offsets in
      for tap in 0..<inRow { offsets[tap] = piece.span.offset(tap) }
      for k in 0..<piece.reach.count {
        withUnsafePointer(to: 0) { spans in
          kernel(
            WindowJob(
              input: input! + inputStart(piece, row: k), spans: spans, spanCount: 1,
              count: piece.count, taps: offsets.baseAddress!, tapCount: inRow,
              weights: UnsafePointer(results), weightPeriod: wholeVectors(piece),
              start: UnsafePointer(results), output: results, outputStride: piece.count,
              choices: choices, firstTap: k * inRow))
        }
      }
    }
  }

  /// The tap that each result's index names.
  private func find(
    _ piece: Piece, _ taps: UnsafeMutablePointer<Int32>
  ) -> PoolingGradientError? {
    let (span, indexing) = (piece.span, indexing!)
    let start = piece.outputRow * plan.outputRow + span.output + piece.first
    for i in 0..<piece.count {
      let (position, channel) = (piece.first + i).quotientAndRemainder(dividingBy: plan.channels)
      let index = indices![start + i].wholeBits
      let origin =
        image * indexing.image + channel * indexing.channel + piece.reach.first * indexing.row
        + span.position.middle * indexing.middle + (span.position.last + position) * indexing.last
      guard let tap = tap(of: index - origin, piece) else {
        return .index(index, result: start + i, image: image)
      }
      taps[i] = tap
    }
    return nil
  }

  /// Which tap lies `distance` past the first one.
  private func tap(of distance: Int, _ piece: Piece) -> Int32? {
    let (span, indexing) = (piece.span, indexing!)
    let (middleStep, lastStep) = steps
    var number: Int32 = 0
    for k in 0..<piece.reach.count {
      for m in 0..<span.middle.count {
        let left =
          distance - k * piece.reach.step * indexing.row - m * middleStep * indexing.middle
        for l in 0..<span.last.count {
          if left == l * lastStep * indexing.last { return number }
          number += 1
        }
      }
    }
    return nil
  }

  /// From one element of a window to the next along the middle and the last axis.
  private var steps: (middle: Int, last: Int) {
    let axes = plan.window.axes
    return (axes.count > 2 ? axes[1].dilation : 0, axes.count > 1 ? axes.last!.dilation : 0)
  }

  /// Adds each result's gradient to the element it came from, or puts it there.
  private func scatter(
    _ piece: Piece, _ gradients: UnsafePointer<Scalar>, _ taps: UnsafePointer<Int32>, adds: Bool
  ) {
    let inRow = UInt32(piece.span.taps)
    let start = target + inputStart(piece, row: 0)
    let rowPitch = piece.reach.step * plan.inputRow
    for i in 0..<piece.count {
      let (k, tap) = UInt32(bitPattern: taps[i]).quotientAndRemainder(dividingBy: inRow)
      guard piece.rows.contains(Int(k)) else { continue }
      let cell = start + Int(k) * rowPitch + piece.span.offset(Int(tap)) + i
      cell.pointee = adds ? cell.pointee + gradients[i] : gradients[i]
    }
  }

  /// The last step on rows that have all their sums.
  private func finish(_ rows: Range<Int>) {
    let cells = target + rows.lowerBound * plan.inputRow
    let count = rows.count * plan.inputRow
    if case .power(let p) = plan.rule {
      finishPowers(cells, input! + rows.lowerBound * plan.inputRow, count, p: p)
    }
    // What is only put into its place keeps its bits.
    if case .index(adds: false) = plan.rule { return }
    for i in 0..<count { cells[i] = cells[i].isNaN ? .quietNaN : cells[i] }
  }
}
