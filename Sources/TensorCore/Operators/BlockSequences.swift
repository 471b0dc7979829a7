import KernelInterface

/// Where consecutive blocks find what they meet, a sequence for each of `BlockLanes`' lanes: in the
/// band and in dOutput themselves, or, where these have not all that a lane's sequence is made of one
/// after the other, in a copy.
struct BlockSequences<Scalar: ComputeScalar>: Sendable {
  private let lanes: Int
  /// Where each filter row's elements lie, counted from a window's start.
  let filterRows: [Int]
  private let step: Int
  private let span: Int
  private let outputStep: Int
  /// Whether positions of different lines are as far from each other as their elements are.
  private let isContiguous: Bool
  /// Positions that a line's elements reach past its last one.
  private let gap: Int

  /// Positions that may be taken in vain, to each that is one, at most.
  private static var mostInVain: Double { 0.25 }

  /// Nil where there are no positions, or too many would be taken in vain.
  init?(
    layout: BandLayout, factors: SumFactors, lanes: Int, filterRows: [Int]
  ) {
    self.lanes = lanes
    self.filterRows = filterRows
    (step, span, outputStep) = (factors.step, factors.span, factors.outputStep)
    gap = max(0, (span - 1) / step)
    // Positions of one image, and elements that they would have between them.
    let padded = layout.axes.reduce(1.0) { $0 * Double($1.padded) }
    let positions = layout.axes.reduce(1.0) { $0 * Double($1.output) }
    isContiguous =
      layout.axes.allSatisfy(\.isUnitStride) && padded <= positions * (1 + Self.mostInVain)
    guard
      positions > 0,
      isContiguous || Double(gap) <= Self.mostInVain * Double(layout.axes.last!.output)
    else { return nil }
  }

  /// A block, or a part of one.
  private struct Lane {
    /// Its first position, counted from the first lane's.
    let first: Int
    let lines: [Run]
    /// Steps from the first position to the last, with those that are none.
    let steps: Int

    /// Whether all of `steps` steps are positions that lie beside each other.
    func isWhole(_ steps: Int) -> Bool { lines.count == 1 && lines[0].count == steps }
  }

  /// The step that a line of a lane starts at, after `steps` of the lines before.
  private func step(of line: Run, in lines: [Run], after steps: Int) -> Int {
    isContiguous ? (line.offset - lines[0].offset) / step : steps == 0 ? 0 : steps + gap
  }

  private func lanes(_ segments: [BlockSums<Scalar>.Segment], lines: [[Run]]) -> [Lane] {
    zip(segments, lines).map { segment, lines in
      Lane(
        first: segment.range.lowerBound - segments[0].range.lowerBound, lines: lines,
        steps: lines.reduce(0) { step(of: $1, in: lines, after: $0) + $1.count })
    }
  }

  /// Whether what a filter row meets in a lane does not lie there for `steps` steps, in an input of
  /// so many elements.
  private func isCopied(_ lane: Lane, row: Int, steps: Int, inputCount: Int) -> Bool {
    let end = filterRows[row] + lane.lines[0].offset + (steps - 1) * step + span
    return !lane.isWhole(steps) && !(isContiguous && end <= inputCount)
  }

  /// Passes on how many steps the longest lane has, and where each lane's sequences start: that of
  /// dOutput, and for each filter row what it meets.
  ///
  /// - Parameters: as of `BlockLanes.add`.
  func forLanes(
    _ segments: [BlockSums<Scalar>.Segment], lines: [[Run]], rows: Range<Int>,
    input: UnsafeBufferPointer<Scalar>, dOutput: UnsafePointer<Scalar>,
    _ body: (
      _ steps: Int, _ outputs: UnsafePointer<UnsafePointer<Scalar>>,
      _ inputs: UnsafePointer<UnsafePointer<Scalar>>
    ) -> Void
  ) {
    let used = lanes(segments, lines: lines)
    let steps = used.reduce(0) { max($0, $1.steps) }
    // Copies are as long as the longest lane, and go on with +0; kernels read up to a multiple of 4.
    let (outputs, inputs) = (steps * outputStep + 3, steps * step + span + 3)
    let copies = used.reduce(0) { sum, lane in
      sum + rows.count { isCopied(lane, row: $0, steps: steps, inputCount: input.count) }
    }
    let outputCopies = 1 + used.count { !$0.isWhole(steps) }
    withUnsafeTemporaryAllocation(
      of: Scalar.self, capacity: outputCopies * outputs + copies * inputs
    ) { memory in
      memory.update(repeating: 0)
      var free = memory.baseAddress!
      var sequences: [UnsafePointer<Scalar>] = []
      sequences.reserveCapacity((1 + rows.count) * lanes)
      func addCopy(_ length: Int) -> UnsafeMutablePointer<Scalar> {
        defer { free += length }
        sequences.append(UnsafePointer(free))
        return free
      }
      let empty = lanes - used.count
      for lane in used {
        let first = dOutput + lane.first * outputStep
        if lane.isWhole(steps) {
          sequences.append(first)
        } else {
          copyOutputs(of: lane, from: first, to: addCopy(outputs))
        }
      }
      sequences += repeatElement(UnsafePointer(free), count: empty)
      free += outputs
      for row in rows {
        let start = input.baseAddress! + filterRows[row]
        for lane in used {
          if isCopied(lane, row: row, steps: steps, inputCount: input.count) {
            copyInputs(of: lane, from: start, to: addCopy(inputs))
          } else {
            sequences.append(start + lane.lines[0].offset)
          }
        }
        sequences += repeatElement(sequences.last!, count: empty)
      }
      sequences.withUnsafeBufferPointer {
        body(steps, $0.baseAddress!, $0.baseAddress! + lanes)
      }
    }
  }

  /// Calls `body` for the lines of a lane with the step that each starts at.
  private func forEachLine(of lane: Lane, _ body: (_ line: Run, _ first: Int) -> Void) {
    var done = 0
    for line in lane.lines {
      let first = step(of: line, in: lane.lines, after: done)
      body(line, first)
      done = first + line.count
    }
  }

  /// - Parameter dOutput: of the lane's first position.
  private func copyOutputs(
    of lane: Lane, from dOutput: UnsafePointer<Scalar>, to copy: UnsafeMutablePointer<Scalar>
  ) {
    forEachLine(of: lane) { line, first in
      (copy + first * outputStep).update(
        from: dOutput + line.row * outputStep, count: line.count * outputStep)
    }
  }

  /// - Parameter start: what the lines' offsets are counted from.
  private func copyInputs(
    of lane: Lane, from start: UnsafePointer<Scalar>, to copy: UnsafeMutablePointer<Scalar>
  ) {
    forEachLine(of: lane) { line, first in
      (copy + first * step).update(
        from: start + line.offset, count: (line.count - 1) * step + span)
    }
  }
}
