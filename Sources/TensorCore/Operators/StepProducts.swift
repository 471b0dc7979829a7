import KernelInterface

extension KernelTable {
  /// The tile kernel with its roles exchanged: adds the products of the steps that the runs name,
  /// whose rows of dOutput are the job's weights, to sums of as many columns as the job has
  /// channels.
  ///
  /// Panels of columns are packed where dOutput's rows are longer than one, so that a panel stays
  /// in a near cache, and no more at once than that holds. No sum is −0.
  func multiplySteps(_ job: TileJob<Scalar>) {
    let steps = (0..<job.runCount).reduce(0) { $0 + job.runs[$1].count }
    let groups = panelGroups(steps: steps, step: job.weightStep, columns: job.channels)
    for (i, columns) in groups.enumerated() {
      var some = job
      some.weights += columns.lowerBound
      some.start += columns.lowerBound
      some.output += columns.lowerBound
      some.channels = columns.count
      some.ahead = job.ahead.share(i, of: groups.count)
      some.weightsAhead = job.weightsAhead.share(i, of: groups.count)
      packingPanels(some, convolveTiles)
    }
  }

  /// Columns whose packed panels stay in a near cache together, if they are to be packed.
  ///
  /// - Parameter step: from one step's weights to the next's.
  private func panelGroups(steps: Int, step: Int, columns: Int) -> [Range<Int>] {
    let width = panelWidth(channels: columns)
    guard step > width else { return [0..<columns] }
    let panelBytes = max(1, steps) * width * MemoryLayout<Scalar>.stride
    let most = max(1, bytesOfPanels / panelBytes)
    let panels = columns.dividedUp(by: width)
    let groups = panels.dividedUp(by: most)
    return (0..<groups).map {
      let share = Range.share(panels, part: $0, of: groups)
      return share.lowerBound * width..<min(share.upperBound * width, columns)
    }
  }

  /// Rows that are cut into panels together.
  private var rowsTogether: Int { 16 }

  /// Of panels that are packed at once.
  private var bytesOfPanels: Int { 1 << 18 }

  /// Passes `job` on with its weights' rows cut into panels, if they are longer than one, and so that
  /// no sum becomes −0.
  private func packingPanels(_ job: TileJob<Scalar>, _ body: (TileJob<Scalar>) -> Void) {
    var job = job
    job.addsZero = true
    guard job.weightStep > panelWidth(channels: job.channels) else {
      body(job)
      return
    }
    var runs = Array(UnsafeBufferPointer(start: job.runs, count: job.runCount))
    let rows = runs.map { $0.row..<($0.row + $0.count) }
    withPanels(job.weights, rows, step: job.weightStep, columns: job.channels) { panels in
      var row = 0
      for i in runs.indices {
        runs[i].row = row
        row += runs[i].count
      }
      runs.withUnsafeBufferPointer {
        job.runs = $0.baseAddress!
        (job.weights, job.weightStep, job.panelStride) = panels
        body(job)
      }
    }
  }

  /// Rows of weights cut into panels, of which each has all rows one after the other.
  ///
  /// - Parameters:
  ///   - weights: a panel past the last column is read.
  ///   - rows: which of `weights`, whose distance is `step`.
  ///   - body: gets the first panel's first row, from one row to the next, and from one panel to the
  ///     next.
  func withPanels(
    _ weights: UnsafePointer<Scalar>, _ rows: [Range<Int>], step: Int, columns: Int,
    _ body: ((start: UnsafePointer<Scalar>, step: Int, stride: Int)) -> Void
  ) {
    let width = panelWidth(channels: columns)
    let panels = columns.dividedUp(by: width)
    let steps = rows.reduce(0) { $0 + $1.count }
    let line = 64 / MemoryLayout<Scalar>.stride
    // Panels a power of two apart would share few sets of the cache. A vector across two of its
    // lines would be read twice.
    let stride = steps * width + line
    withUnsafeTemporaryAllocation(
      byteCount: (panels * stride + line) * MemoryLayout<Scalar>.stride, alignment: 64
    ) {
      let packed = $0.bindMemory(to: Scalar.self).baseAddress!
      var target = packed
      for rows in rows {
        // Some at a time, for all panels: the lines of a row are near then.
        for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: rowsTogether) {
          let count = min(rowsTogether, rows.upperBound - first)
          for panel in 0..<panels {
            repeatRows(
              RepeatJob(
                source: weights + first * step + panel * width, length: width, sourcePitch: step,
                times: 1, target: target + panel * stride, targetPitch: width, rows: count))
          }
          target += count * width
        }
      }
      body((UnsafePointer(packed), width, stride))
    }
  }

  /// The same for steps that may lie far apart: lines of the cache whose distance is a large power of
  /// two push each other out, so elements are copied, some rows at a time, so that they follow
  /// each other.
  ///
  /// - Parameter job: its `pixels` are where each row's elements lie, counted from a step's start.
  func multiplyFarSteps(_ job: TileJob<Scalar>) {
    guard job.inputStep * MemoryLayout<Scalar>.stride > farthestStep else {
      return multiplySteps(job)
    }
    let starts = (0..<job.runCount).flatMap { run in
      (0..<job.runs[run].count).map { job.runs[run].offset + $0 * job.inputStep }
    }
    let steps = starts.count
    packingPanels(job) { job in
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: steps * rowsAtOnce) {
        let near = $0.baseAddress!
        let parts = job.pixelCount.dividedUp(by: rowsAtOnce)
        for part in 0..<parts {
          let first = part * rowsAtOnce
          let rows = min(rowsAtOnce, job.pixelCount - first)
          let offsets = UnsafeBufferPointer(start: job.pixels + first, count: rows)
          starts.withUnsafeBufferPointer {
            PatchRows(offsets: Array(offsets)).copy(job.input, $0, to: near)
          }
          var some = job
          some.ahead = job.ahead.share(part, of: parts)
          some.weightsAhead = job.weightsAhead.share(part, of: parts)
          multiplyNear(near, rows: rows, some, firstRow: first)
        }
      }
    }
  }

  private func multiplyNear(
    _ near: UnsafePointer<Scalar>, rows: Int, _ job: TileJob<Scalar>, firstRow: Int
  ) {
    let pixels = (0..<(rows + tileRows)).map { min($0, rows - 1) }
    // The near steps follow each other, their rows of weights may not.
    var (runs, done) = ([Run](), 0)
    for run in UnsafeBufferPointer(start: job.runs, count: job.runCount) {
      var row = run.row
      while row < run.row + run.count {
        if runs.last.map({ $0.row + $0.count != row || $0.count == longestRun }) ?? true {
          runs.append(Run(offset: done * rows, count: 0, row: row))
        }
        let last = runs.count - 1
        let count = min(run.row + run.count - row, longestRun - runs[last].count)
        runs[last].count += count
        (row, done) = (row + count, done + count)
      }
    }
    pixels.withUnsafeBufferPointer { pixels in
      runs.withUnsafeBufferPointer { runs in
        var part = job
        part.input = near
        part.pixels = pixels.baseAddress!
        part.pixelCount = rows
        part.runs = runs.baseAddress!
        part.runCount = runs.count
        part.inputStep = rows
        part.start += firstRow * job.startStride
        part.output += firstRow * job.outputStride
        convolveTiles(part)
      }
    }
  }

  /// Bytes from one step to the next up to which elements are read where they lie.
  private var farthestStep: Int { 512 }
  /// Rows that are copied at once: few enough for the cache.
  private var rowsAtOnce: Int { 96 }
  private var longestRun: Int { 256 }
}
