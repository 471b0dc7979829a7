import KernelInterface

/// The gradient for a weight of few channels, several stretches of output rows at a time.
///
/// As `BlockLanes` has it, a lane for each block of positions and a vector for one weight's sums; but
/// a lane goes through as many rows as make whole blocks, and the lanes are as many rows apart. So
/// all lanes are at the same column, and what is put side by side of a row of the input serves all
/// filter rows, of one output row after the other. Each sum is the chain of its own block's positions
/// and of nothing else.
struct RowLanes<Scalar: ComputeScalar>: Sendable {
  /// Of the machine.
  private let kernels: KernelTable<Scalar>
  private let layout: BandLayout
  private let sums: BlockSums<Scalar>
  private let factors: SumFactors
  private let padValue: Scalar
  /// Which padded row each filter row meets, counted from a window's first.
  private let filterRows: [Int]
  /// Output rows of a lane, at most and at least: the fewest make whole blocks, as do multiples of them.
  private let mostRows: Int
  private let fewestRows: Int
  /// Positions of a row that are gone through for all rows of a lane before the next ones.
  private let columnsAtOnce: Int

  private static var block: Int { BlockSums<Scalar>.blockLength }

  /// Output rows that are taken at once.
  var rowsTogether: Int { kernels.lanes * mostRows }

  /// Rows of the input that all lanes go through, in bytes, at most.
  private static var mostBytes: Int { 1 << 22 }

  /// Bytes of input and dOutput that are side by side, about: the next cache holds them.
  private static var bytesSideBySide: Int { 3 << 17 }

  /// Nil where it would not pay, or rows make no whole blocks.
  init?(_ problem: WeightGradientProblem<Scalar>, factors: SumFactors) {
    let (layout, kernels) = (problem.layout, problem.bestKernels)
    guard layout.axes.count == 2, factors.positionsInRow > 0 else { return nil }
    (self.layout, self.factors, self.kernels, sums) = (layout, factors, kernels, problem.sums)
    padValue = problem.padValue
    let rows = layout.rows
    filterRows = rows.phases[0].map(\.offset)
    let (positions, block) = (factors.positionsInRow, Self.block)
    fewestRows = block / .greatestCommonDivisor(positions, block)
    // Rows that a lane shares with the next are put side by side for both.
    let shared = max(0, rows.span - rows.step)
    let wished = max(8, 2 * shared / rows.step)
    let rowBytes = Count(layout.pitch) * Count(MemoryLayout<Scalar>.stride * rows.step)
    let afforded = Int(
      min(Count(wished + fewestRows), Count(Self.mostBytes) / (rowBytes * Count(kernels.lanes))))
    mostRows =
      min(wished.dividedUp(by: fewestRows), afforded / fewestRows) * fewestRows
    guard mostRows > 0, mostRows * rows.step >= shared,
      rows.output >= kernels.lanes * fewestRows
    else { return nil }
    if positions % block == 0 {
      // No block goes on in the next row: it may be left and gone on with.
      let columnBytes =
        (filterRows.count * factors.step + factors.outputStep) * kernels.lanes
        * MemoryLayout<Scalar>.stride
      columnsAtOnce =
        [block, block / 2].first { $0 * columnBytes <= Self.bytesSideBySide } ?? block / 4
    } else {
      columnsAtOnce = positions
    }
    let inputRows = Double(rows.step) + Double(shared) / Double(mostRows)
    let own = WeightGradientRegime.blockCost(
      inputRows: inputRows, inputs: factors.step, outputs: factors.outputStep,
      products: factors.sumsInRow * filterRows.count, lanes: kernels.lanes)
    guard own < problem.matrices.stepCost(problem.kernels) else { return nil }
  }

  /// Room for the rows that are taken at once.
  var bandBytes: Int {
    let rows = layout.rows
    let (input, output) = (
      (rowsTogether * rows.step + rows.span) * layout.pitch,
      rowsTogether * factors.positionsInRow * factors.outputStep
    )
    return max(input, output) * MemoryLayout<Scalar>.stride
  }

  /// How many output rows, from some row on, are to be taken at once; 0 if other rows have to be taken
  /// before.
  ///
  /// - Parameter rows: counted over all images.
  func count(_ rows: Range<Int>) -> Int {
    let output = layout.rows.output
    guard (sums.positions + rows.lowerBound * factors.positionsInRow) % Self.block == 0
    else { return 0 }
    let left = min(rows.count, output - rows.lowerBound % output) / kernels.lanes
    let height = min(mostRows, left / fewestRows * fewestRows)
    return height * layout.rows.step >= layout.rows.span - layout.rows.step
      ? height * kernels.lanes : 0
  }

  /// The first row after that of `rows` from which on some of them may be taken at once, or else where
  /// the image ends, or they.
  func next(in rows: Range<Int>) -> Int {
    let output = layout.rows.output
    let end = min(rows.upperBound, (rows.lowerBound / output + 1) * output)
    // Blocks end every `fewestRows` rows at a row's end, or never.
    return (rows.lowerBound + 1..<min(end, rows.lowerBound + 1 + fewestRows))
      .first { count($0..<end) > 0 } ?? end
  }

  /// Adds some output rows to the sums of some filter rows: as many as `count` says.
  ///
  /// - Parameter rows: of `work`.
  func add(_ work: BandWork<Scalar>, rows: Range<Int>, filterRows some: Range<Int>) {
    let lanes = kernels.lanes
    let height = rows.count / lanes
    let blocks = height * factors.positionsInRow / Self.block
    let offsets = Array(filterRows[some])
    let slots = offsets.last! + 1 - offsets[0]
    // Kernels fill up to a multiple of 4.
    let slot = (columnsAtOnce - 1) * factors.step + factors.span + 3
    let outputCount = columnsAtOnce * factors.outputStep + 3
    let resultCount = blocks * factors.sumsInRow * some.count
    withUnsafeTemporaryAllocation(
      byteCount: ((slots * slot + outputCount + resultCount) * lanes + slot)
        * MemoryLayout<Scalar>.stride, alignment: 64
    ) {
      let inputs = $0.bindMemory(to: Scalar.self).baseAddress!
      let outputs = inputs + slots * slot * lanes
      let results = outputs + outputCount * lanes
      let padding = results + resultCount * lanes
      results.update(repeating: 0, count: resultCount * lanes)
      padding.update(repeating: padValue, count: slot)
      withUnsafeTemporaryAllocation(of: UnsafePointer<Scalar>.self, capacity: lanes) { sources in
        let (image, row) = rows.lowerBound.quotientAndRemainder(dividingBy: layout.rows.output)
        let walk = Walk(
          plan: self, offsets: offsets, slots: slots, slot: slot, height: height,
          lines: work.lines(layout, image: image), firstLine: layout.rows.start(row),
          padding: UnsafePointer(padding),
          dOutput: UnsafePointer(work.output)
            + (rows.lowerBound - work.rows.lowerBound) * factors.positionsInRow
              * factors.outputStep,
          inputs: inputs, outputs: outputs, sources: sources.baseAddress!)
        for first in stride(from: 0, to: factors.positionsInRow, by: columnsAtOnce) {
          walk.add(
            columns: first..<min(first + columnsAtOnce, factors.positionsInRow), to: results)
        }
      }
      take(
        results, blocks: blocks, filterRows: some,
        first: (sums.positions + rows.lowerBound * factors.positionsInRow) / Self.block)
    }
  }

  /// All lanes' way through their rows.
  private struct Walk {
    let plan: RowLanes
    /// The padded row that each filter row meets, counted from a window's first.
    let offsets: [Int]
    /// Rows of input that are side by side, one after the other in turn, and vectors of each.
    let slots: Int
    let slot: Int
    /// Output rows of a lane.
    let height: Int
    let lines: RealLines<Scalar>
    /// The padded row that the first lane's first window starts with.
    let firstLine: Int
    /// A row of padding.
    let padding: UnsafePointer<Scalar>
    let dOutput: UnsafePointer<Scalar>
    /// What is put side by side, and where its lanes are read.
    let inputs: UnsafeMutablePointer<Scalar>
    let outputs: UnsafeMutablePointer<Scalar>
    let sources: UnsafeMutablePointer<UnsafePointer<Scalar>>

    private var kernels: KernelTable<Scalar> { plan.kernels }
    private var lanes: Int { plan.kernels.lanes }
    private var factors: SumFactors { plan.factors }
    /// Padded rows from one output row's window to the next's.
    private var rowStep: Int { plan.layout.rows.step }

    /// - Parameters:
    ///   - columns: positions of each row.
    ///   - results: of each of a lane's blocks.
    func add(columns: Range<Int>, to results: UnsafeMutablePointer<Scalar>) {
      let block = BlockSums<Scalar>.blockLength
      let sumCount = factors.sumsInRow * offsets.count * lanes
      // Lines that filter rows meet, by what is left after the step.
      let met = Set(offsets.map { $0 % rowStep })
      // The first line that is not there yet.
      var next = 0
      for row in 0..<height {
        let window = row * rowStep + offsets[0]..<row * rowStep + offsets.last! + 1
        for line in max(next, window.lowerBound)..<window.upperBound
        where met.contains(line % rowStep) {
          put(line, columns)
        }
        next = window.upperBound
        let rowStart = row * factors.positionsInRow
        putOutput(rowStart + columns.lowerBound..<rowStart + columns.upperBound)
        var first = columns.lowerBound
        while first < columns.upperBound {
          let place = rowStart + first
          let count = min(columns.upperBound - first, block - place % block)
          multiply(
            row: row, first: first - columns.lowerBound, steps: count,
            to: results + place / block * sumCount)
          first += count
        }
      }
    }

    /// Puts what some positions meet of a padded row of each lane side by side.
    ///
    /// - Parameter line: counted from the lane's first window.
    private func put(_ line: Int, _ columns: Range<Int>) {
      let first = columns.lowerBound * factors.step
      let all = first..<first + (columns.count - 1) * factors.step + factors.span
      let target = inputs + line % slots * slot * lanes
      let real = all.clamped(to: lines.elements)
      func fill(_ some: Range<Int>) {
        (target + (some.lowerBound - first) * lanes)
          .update(repeating: plan.padValue, count: some.count * lanes)
      }
      guard !real.isEmpty else { return fill(all) }
      fill(all.lowerBound..<real.lowerBound)
      for lane in 0..<lanes {
        let row = firstLine + line + lane * height * rowStep
        sources[lane] =
          lines.rows.contains(row)
          ? lines.origin + row * lines.pitch + real.lowerBound : padding
      }
      kernels.transpose(
        TransposeJob(
          sources: sources, first: 0, count: real.count,
          target: target + (real.lowerBound - first) * lanes))
      fill(real.upperBound..<all.upperBound)
    }

    /// Puts dOutput at some positions side by side, which are counted from a lane's first.
    private func putOutput(_ positions: Range<Int>) {
      let step = factors.outputStep
      for lane in 0..<lanes {
        sources[lane] = dOutput + lane * height * factors.positionsInRow * step
      }
      kernels.transpose(
        TransposeJob(
          sources: sources, first: positions.lowerBound * step, count: positions.count * step,
          target: outputs))
    }

    /// Adds some positions of an output row.
    ///
    /// - Parameter first: which of those that are there is the first.
    private func multiply(
      row: Int, first: Int, steps: Int, to results: UnsafeMutablePointer<Scalar>
    ) {
      let (step, outputStep) = (factors.step, factors.outputStep)
      var target = results
      for factor in factors.factors {
        let rowsAtOnce = factors.rowsAtOnce(of: offsets.count, factor)
        for group in stride(from: 0, to: offsets.count, by: rowsAtOnce) {
          let together = offsets[group..<min(group + rowsAtOnce, offsets.count)]
          let count = together.count * factor.strands.count
          withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { strands in
            var next = 0
            for offset in together {
              let start = ((row * rowStep + offset) % slots * slot + first * step) * lanes
              for strand in factor.strands {
                strands[next] = start + strand * lanes
                next += 1
              }
            }
            kernels.multiplySliding(
              SlidingJob(
                input: inputs, strands: strands.baseAddress!, strandCount: count,
                taps: factor.taps, tapStep: step * lanes, inputStep: step * lanes,
                weights: outputs + (first * outputStep + factor.element) * lanes,
                weightStep: outputStep * lanes, steps: steps, sums: target, sumStep: lanes))
          }
          target += together.count * factor.columns.count * lanes
        }
      }
    }
  }

  /// Adds the blocks' sums to the totals, in the order of the blocks.
  private func take(
    _ results: UnsafePointer<Scalar>, blocks: Int, filterRows: Range<Int>, first: Int
  ) {
    let (lanes, sumCount) = (kernels.lanes, factors.sumsInRow * filterRows.count)
    var place = 0
    for factor in factors.factors {
      for row in filterRows {
        let own = results + place * lanes
        sums.take(
          blocks: first..<first + blocks * lanes, group: factor.matrix, row: row,
          columns: factor.columns
        ) { block, column in
          let (lane, block) = block.quotientAndRemainder(dividingBy: blocks)
          return own[(block * sumCount + column) * lanes + lane]
        }
        place += factor.columns.count
      }
    }
  }
}
