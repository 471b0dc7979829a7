/// Computes the gradient of some rows of the input. All pointers lead to where row 0 of the
/// image would be.
struct PoolingGradientWork<Scalar: ComputeScalar>: @unchecked Sendable {
  let plan: PoolingGradientPlan
  let dOutput: UnsafePointer<Scalar>?
  let input: UnsafePointer<Scalar>?
  let indices: UnsafePointer<Double>?
  let indexing: PoolingIndexing?
  let image: Int
  let order: PoolingOrder
  let target: UnsafeMutablePointer<Scalar>

  /// Results of a span that are looked at together.
  private static var chunk: Int { 512 }

  /// A piece of a span: where its windows lie, and which of their rows are computed.
  private struct Piece {
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
    switch plan.options.mode {
    case .average:
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: piece.count) { shares in
        let divisor = Scalar(
          plan.options.divisor ?? piece.reach.divisor * piece.span.divisor)
        for i in 0..<piece.count { shares[i] = gradients[i] / divisor }
        spread(piece, shares.baseAddress!)
      }
    case .max:
      return withUnsafeTemporaryAllocation(of: Int32.self, capacity: piece.count) { taps in
        if indices != nil {
          if let failure = find(piece, taps.baseAddress!) { return failure }
        } else {
          choose(piece, taps.baseAddress!)
        }
        scatter(piece, gradients, taps.baseAddress!)
        return nil
      }
    }
    return nil
  }

  /// Where row `k` of a piece's windows starts: the first result's.
  private func inputStart(_ piece: Piece, row k: Int) -> Int {
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
  private func choose(_ piece: Piece, _ taps: UnsafeMutablePointer<Int32>) {
    switch order {
    case .floating: choose(piece, taps, Larger<Scalar>.self)
    case .signed: choose(piece, taps, LargerBits<Scalar>.self)
    case .unsigned: choose(piece, taps, LargerUnsignedBits<Scalar>.self)
    }
  }

  @inline(__always)
  private func choose<Comparison: PoolingComparison<Scalar>>(
    _ piece: Piece, _ taps: UnsafeMutablePointer<Int32>, _: Comparison.Type
  ) {
    let count = piece.count
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: count) { memory in
      let best = memory.baseAddress!
      best.initialize(from: input! + inputStart(piece, row: 0), count: count)
      taps.initialize(repeating: 0, count: count)
      var number: Int32 = 0
      for k in 0..<piece.reach.count {
        let start = input! + inputStart(piece, row: k)
        for tap in 0..<piece.span.taps {
          let elements = start + piece.span.offset(tap)
          for i in 0..<count {
            let isBetter = Comparison.isBetter(elements[i], than: best[i])
            best[i] = isBetter ? elements[i] : best[i]
            taps[i] = isBetter ? number : taps[i]
          }
          number += 1
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

  /// Adds each result's gradient to the element it came from.
  private func scatter(
    _ piece: Piece, _ gradients: UnsafePointer<Scalar>, _ taps: UnsafePointer<Int32>
  ) {
    let inRow = UInt32(piece.span.taps)
    let start = target + inputStart(piece, row: 0)
    let rowPitch = piece.reach.step * plan.inputRow
    for i in 0..<piece.count {
      let (k, tap) = UInt32(bitPattern: taps[i]).quotientAndRemainder(dividingBy: inRow)
      guard piece.rows.contains(Int(k)) else { continue }
      start[Int(k) * rowPitch + piece.span.offset(Int(tap)) + i] += gradients[i]
    }
  }

  /// The one NaN, in rows that have all their sums.
  private func finish(_ rows: Range<Int>) {
    let cells = target + rows.lowerBound * plan.inputRow
    let count = rows.count * plan.inputRow
    for i in 0..<count { cells[i] = cells[i].isNaN ? .quietNaN : cells[i] }
  }
}
