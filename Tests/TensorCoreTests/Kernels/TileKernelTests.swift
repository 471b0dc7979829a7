import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `convolveTiles`, `multiplyLanes` and `multiplyLanesByScalar`.
@Suite struct TileKernelTests {
  @Test func tilesAreChains() {
    KernelCheck.forEachSet("tiles", as: Float.self) { tiles(&$0) }
    KernelCheck.forEachSet("tiles", as: Double.self) { tiles(&$0) }
  }

  @Test func segmentsAreChains() {
    KernelCheck.forEachSet("segments", as: Float.self) { segments(&$0) }
    KernelCheck.forEachSet("segments", as: Double.self) { segments(&$0) }
  }

  @Test func lanesAreChains() {
    KernelCheck.forEachSet("lanes", as: Float.self) { lanes(&$0) }
    KernelCheck.forEachSet("lanes", as: Double.self) { lanes(&$0) }
  }

  @Test func slidingSumsAreChains() {
    KernelCheck.forEachSet("sliding", as: Float.self) { sliding(&$0) }
    KernelCheck.forEachSet("sliding", as: Double.self) { sliding(&$0) }
  }

  private func sliding<Scalar>(_ check: inout KernelCheck<Scalar>) {
    let lanes = check.kernels.lanes
    for taps in 1...14 {
      for strandCount in 1...14 {
        let (steps, vectors) = (check.generator.integer(1...19), check.generator.integer(1...3))
        let step = check.generator.integer(vectors...4)
        let strands = KernelInput((0..<strandCount).map { _ in check.generator.integer(0...99) })
        let inputStep = check.generator.integer(1...4) * lanes
        // Mostly as far from each other as steps are.
        let tapStep = check.generator.chance(oneIn: 3) ? check.generator.integer(1...99) : inputStep
        let sumStep = check.generator.integer(vectors...4) * lanes
        let x = check.values(100 + steps * inputStep + taps * tapStep + vectors * lanes)
        let weights = check.values(steps * step * lanes)
        let start = check.values(strandCount * taps * sumStep)
        let found = GuardedBuffer<Scalar>(start.elements.count)
        var expected = found.elements
        for i in start.elements.indices {
          found.start[i] = start[i]
          expected[i] = start[i]
          let (row, lane) = i.quotientAndRemainder(dividingBy: sumStep)
          guard lane < vectors * lanes else { continue }
          let (strand, tap) = row.quotientAndRemainder(dividingBy: taps)
          var sum = start[i]
          for k in 0..<steps {
            sum = sum.addingProduct(
              x[strands[strand] + k * inputStep + tap * tapStep + lane],
              weights[k * step * lanes + lane])
          }
          expected[i] = KernelCheck.canonical(sum)
        }
        withExtendedLifetime((x, weights, strands)) {
          var job = SlidingJob(
            input: x.start, strands: strands.start, strandCount: strandCount, taps: taps,
            tapStep: tapStep, inputStep: inputStep, weights: weights.start,
            weightStep: step * lanes, steps: steps, sums: found.start, sumStep: sumStep)
          job.vectors = vectors
          check.kernels.multiplySliding(job)
        }
        check.expect(
          found, expected,
          "\(strandCount) strands of \(taps) taps, \(steps) steps, \(vectors) vectors")
      }
    }
  }

  /// Windows of some runs anywhere in an input.
  private struct Windows {
    let pixels: KernelInput<Int>
    let pixelCount: Int
    let runs: KernelInput<Run>
    let steps: Int
    let inputStep: Int
    /// Elements that the windows reach.
    let reach: Int

    /// - Parameter areShort: see `TileSegment`.
    init<Scalar>(
      _ check: inout KernelCheck<Scalar>, pixels count: Int, areShort: Bool = false
    ) {
      inputStep = areShort ? 1 : check.generator.pick([1, 1, 3])
      // Of short ones also more than a pass takes.
      let runCount = check.generator.integer(1...(areShort ? check.generator.pick([9, 120]) : 4))
      var runs = (0..<runCount).map { _ in
        Run(
          offset: check.generator.integer(0...300),
          count: areShort ? Run.shortCount : check.generator.integer(1...70))
      }
      // Each run meets rows of its own, in any order if it is not short.
      steps = runs.reduce(0) { $0 + $1.count }
      var row = 0
      for i in areShort ? Array(runs.indices) : runs.indices.shuffled(using: &check.generator) {
        runs[i].row = row
        row += runs[i].count
      }
      pixelCount = count
      let pixels = (0..<count).map { _ in check.generator.integer(0...500) }
      self.pixels = KernelInput(
        pixels + [Int](repeating: pixels.last!, count: check.kernels.tileRows))
      self.runs = KernelInput(runs)
      reach = 801 + 70 * inputStep
    }

    /// The elements under a window, in the chain's order: where they lie, counted from its start,
    /// and the row of the weights that they meet.
    func elements(of runs: some Sequence<Run>) -> [(offset: Int, row: Int)] {
      runs.flatMap { run in
        (0..<run.count).map { (run.offset + $0 * inputStep, run.row + $0) }
      }
    }
  }

  private func tiles<Scalar>(_ check: inout KernelCheck<Scalar>) {
    let rows = check.kernels.tileRows
    for pixelCount in [1, 2, rows - 1, rows, rows + 1, 2 * rows + 5, 41] {
      for channels in check.counts {
        let width = check.kernels.panelWidth(channels: channels)
        let panels = (channels + width - 1) / width
        let areShort = width > check.kernels.lanes && check.generator.chance(oneIn: 2)
        let windows = Windows(&check, pixels: pixelCount, areShort: areShort)
        let x = check.values(windows.reach)
        let weights = check.values(panels * windows.steps * width)
        // One start for all windows, or one each.
        let each = check.generator.chance(oneIn: 2)
        let start = check.values((each ? pixelCount + rows : 1) * panels * width)
        let pitch = channels + check.generator.integer(0...3)
        let found = GuardedBuffer<Scalar>((pixelCount - 1) * pitch + channels)
        var expected = found.elements
        for pixel in 0..<pixelCount {
          for o in 0..<channels {
            var sum = start[(each ? pixel * panels * width : 0) + o]
            for (offset, k) in windows.elements(of: windows.runs.elements) {
              sum = sum.addingProduct(
                x[windows.pixels[pixel] + offset],
                weights[(o / width * windows.steps + k) * width + o % width])
            }
            expected[pixel * pitch + o] = KernelCheck.canonical(sum)
          }
        }
        withExtendedLifetime((x, weights, start, windows)) {
          var job = TileJob(
            input: x.start, pixels: windows.pixels.start, pixelCount: pixelCount,
            runs: windows.runs.start,
            runCount: windows.runs.elements.count, inputStep: windows.inputStep,
            weights: weights.start,
            weightStep: width, panelStride: windows.steps * width, channels: channels,
            start: start.start, startStride: each ? panels * width : 0, output: found.start,
            outputStride: pitch)
          job.runsAreShort = areShort
          check.kernels.convolveTiles(job)
        }
        check.expect(
          found, expected,
          "\(pixelCount) windows, \(channels) channels, \(areShort ? "short" : "any") runs")
      }
    }
  }

  /// Segments with runs of their own, results anywhere.
  private func segments<Scalar>(_ check: inout KernelCheck<Scalar>) {
    for channels in check.counts {
      let counts = (0..<check.generator.integer(1...4)).map { _ in
        check.generator.integer(1...130)
      }
      let pixelCount = counts.reduce(0, +)
      let windows = Windows(&check, pixels: pixelCount)
      let runs = windows.runs
      // Each segment takes some of the runs.
      let ranges = counts.map { _ in
        let first = check.generator.integer(0...(runs.elements.count - 1))
        return first..<check.generator.integer((first + 1)...runs.elements.count)
      }
      let width = check.kernels.panelWidth(channels: channels)
      let panels = (channels + width - 1) / width
      let x = check.values(windows.reach)
      let weights = check.values(panels * windows.steps * width)
      let start = check.values(panels * width)
      let pitch = channels + check.generator.integer(0...3)
      let targets = KernelInput(
        Array(0..<pixelCount).shuffled(using: &check.generator).map { $0 * pitch })
      let found = GuardedBuffer<Scalar>((pixelCount - 1) * pitch + channels)
      var expected = found.elements
      var pixel = 0
      for (count, range) in zip(counts, ranges) {
        for _ in 0..<count {
          for o in 0..<channels {
            var sum = start[o]
            for (offset, row) in windows.elements(of: runs.elements[range]) {
              sum = sum.addingProduct(
                x[windows.pixels[pixel] + offset],
                weights[(o / width * windows.steps + row) * width + o % width])
            }
            expected[targets[pixel] + o] = KernelCheck.canonical(sum)
          }
          pixel += 1
        }
      }
      withExtendedLifetime((x, weights, start, windows, targets)) {
        let segments = zip(counts, ranges).map {
          TileSegment(
            pixelCount: $0, runs: runs.start + $1.lowerBound, runCount: $1.count)
        }
        segments.withUnsafeBufferPointer {
          check.kernels.convolveTiles(
            TileJob(
              input: x.start, pixels: windows.pixels.start, segments: $0,
              inputStep: windows.inputStep, weights: weights.start, weightStep: width,
              panelStride: windows.steps * width, channels: channels, start: start.start,
              output: found.start, outputStride: pitch, targets: targets.start))
        }
      }
      check.expect(found, expected, "segments of \(counts), \(channels) channels")
    }
  }

  private func lanes<Scalar>(_ check: inout KernelCheck<Scalar>) {
    let lanes = check.kernels.lanes
    for columns in check.counts {
      for byScalar in [false, true] {
        let windows = Windows(&check, pixels: check.count())
        let pitch = (columns + lanes - 1) / lanes * lanes
        let x = check.values(windows.reach + pitch)
        let step = byScalar ? check.generator.integer(1...3) : pitch
        let weights = check.values(windows.steps * step)
        let start = check.values(pitch)
        let found = GuardedBuffer<Scalar>((windows.pixelCount - 1) * pitch + columns)
        var expected = found.elements
        for pixel in 0..<windows.pixelCount {
          for o in 0..<columns {
            var sum = start[o]
            for (offset, k) in windows.elements(of: windows.runs.elements) {
              sum = sum.addingProduct(
                x[windows.pixels[pixel] + offset + o], weights[k * step + (byScalar ? 0 : o)])
            }
            expected[pixel * pitch + o] = KernelCheck.canonical(sum)
          }
        }
        let job = TileJob(
          input: x.start, pixels: windows.pixels.start, pixelCount: windows.pixelCount,
          runs: windows.runs.start,
          runCount: windows.runs.elements.count, inputStep: windows.inputStep,
          weights: weights.start,
          weightStep: step, panelStride: 0, channels: columns, start: start.start,
          output: found.start, outputStride: pitch)
        withExtendedLifetime((x, weights, start, windows)) {
          byScalar ? check.kernels.multiplyLanesByScalar(job) : check.kernels.multiplyLanes(job)
        }
        check.expect(found, expected, "\(columns) columns, \(byScalar ? "one weight" : "weights")")
      }
    }
  }
}
