import KernelInterface

/// Convolution by tiles of output positions × output channels, for each group.
///
/// Where the padding is zeros, most positions at an image's border leave out what their windows
/// have of it: a stretch of taps that meets nothing else becomes one product, which has the bits
/// of all of them (see `TapMatrices.panels`). Of a 3×3 window over 7×7 positions that is 18 % of
/// the products.
struct TilePlan<Scalar: ComputeScalar>: Sendable {
  private let layout: BandLayout
  private let kernels: KernelTable<Scalar>
  private let groups: Int
  private let groupInputs: Int
  private let groupOutputs: Int
  private let panelWidth: Int
  private let phases: [Phase]
  /// A value an output channel, each group filled up to whole panels.
  private let starts: [Scalar]

  /// What the positions of one phase take.
  private struct Phase: Sendable {
    let classes: PaddingClasses?
    /// The runs of all classes, and which are whose; they are the same for all groups, counted
    /// from a group's first channel.
    let runs: [Run]
    let runsOfClass: [Range<Int>]
    /// Of each class, whether its runs are short.
    let areShort: [Bool]
    /// For each group its panels, of so many rows each.
    let packed: PlacedArray<Scalar>
    let rows: Int
  }

  /// Shorter stretches of zeros are not worth the sorting.
  private static var fewestInputs: Int { 8 }
  /// A tile of fewer positions waits for its sums, and reads weights for little.
  private static var fewestPositions: Int { 4 }

  init(_ problem: ConvolutionProblem<Scalar>) throws(MemoryError) {
    let (layout, matrices) = (problem.layout, problem.filter.matrices)
    self.layout = layout
    kernels = problem.kernels
    groups = matrices.groups
    groupInputs = matrices.inputs
    groupOutputs = matrices.groupOutputs
    let width = kernels.panelWidth(channels: matrices.groupOutputs)
    panelWidth = width
    let separates = problem.padMode == .zero && matrices.inputs >= Self.fewestInputs
    let takesShortRuns = width > kernels.lanes
    phases = try layout.phases.indices.map { (index) throws(MemoryError) in
      try Self.phase(
        index, layout, matrices, separates ? PaddingClasses(layout, phase: index) : nil,
        width: width, takesShortRuns: takesShortRuns)
    }
    let (groupOutputs, size) = (groupOutputs, groupOutputs.roundedUp(toMultipleOf: width))
    let bias = problem.filter.bias
    starts = (0..<groups).flatMap { group in
      (0..<size).map { $0 < groupOutputs ? bias?[group * groupOutputs + $0] ?? 0 : 0 }
    }
  }

  private static func phase(
    _ index: Int, _ layout: BandLayout, _ matrices: TapMatrices<Scalar>,
    _ classes: PaddingClasses?, width: Int, takesShortRuns: Bool
  ) throws(MemoryError) -> Phase {
    let phase = layout.phases[index]
    var zeros: [Range<Int>] = []
    var runs: [Run] = []
    var areShort: [Bool] = []
    let none = [Bool](repeating: false, count: phase.taps.count)
    let runsOfClass = (classes?.padded ?? [none]).map { padded in
      let first = runs.count
      // Zeros are one product.
      let mayBeShort = takesShortRuns && !padded.contains(true)
      areShort.append(false)
      var tap = 0
      while tap < padded.count {
        let end = padded[tap...].firstIndex(of: !padded[tap]) ?? padded.count
        if padded[tap] {
          if !zeros.contains(tap..<end) { zeros.append(tap..<end) }
          let row = phase.taps.count * matrices.inputs + zeros.firstIndex(of: tap..<end)!
          runs.append(Run(offset: phase.taps[tap], count: 1, row: row))
        } else {
          let some = BandLayout.tileRuns(
            taps: phase.taps[tap..<end], count: matrices.inputs,
            firstRow: tap * matrices.inputs, mayBeShort: mayBeShort)
          runs += some.runs
          areShort[areShort.count - 1] = some.areShort
        }
        tap = end
      }
      return first..<runs.count
    }
    return try Phase(
      classes: classes, runs: runs, runsOfClass: runsOfClass, areShort: areShort,
      packed: matrices.panels(taps: phase.tapIndices, zeros: zeros, width: width),
      rows: phase.taps.count * matrices.inputs + zeros.count)
  }

  /// Panels of one group's output channels.
  private var panels: Int { groupOutputs.dividedUp(by: panelWidth) }

  /// Bytes of weights from which on the threads' caches do not hold them.
  private static var farBytes: Int { 1 << 20 }

  /// Whether the weights come from further than a core's own cache: once for each block of positions.
  private var readsFarWeights: Bool {
    phases.reduce(0) { $0 + $1.packed.count } * MemoryLayout<Scalar>.stride > Self.farBytes
  }

  /// What a part takes: some panels of the output channels, and a share of the positions.
  struct Share {
    var panels: Range<Int>
    var part: Int
    var parts: Int
  }

  /// Far weights are not to be read by each part again: parts take different ones as far as there
  /// are panels.
  func share(part: Int, of parts: Int) -> Share {
    guard parts > 1, groups == 1, panels > 1, readsFarWeights else {
      return Share(panels: 0..<panels, part: part, parts: parts)
    }
    let pieces = (1...min(parts, panels)).last { parts % $0 == 0 }!
    let (rest, piece) = part.quotientAndRemainder(dividingBy: pieces)
    return Share(
      panels: Range.share(panels, part: piece, of: pieces), part: rest,
      parts: parts / pieces)
  }

  /// Whether all positions take the same runs.
  var takesAllAlike: Bool { phases.count == 1 && phases[0].classes == nil }

  /// Results of some positions, one after the other, where all take the same runs.
  ///
  /// - Parameter pixels: where their windows start, counted from `band`.
  func convolve(
    _ band: UnsafePointer<Scalar>, _ pixels: UnsafeBufferPointer<Int>, panels: Range<Int>,
    to output: UnsafeMutablePointer<Scalar>, ahead: UnsafeRawBufferPointer
  ) {
    phases[0].runs.withUnsafeBufferPointer { runs in
      let segment = TileSegment(
        pixelCount: pixels.count, runs: runs.baseAddress!, runCount: runs.count,
        runsAreShort: phases[0].areShort[0])
      withUnsafePointer(to: segment) {
        convolve(
          phases[0], band, pixels.baseAddress!, UnsafeBufferPointer(start: $0, count: 1),
          targets: nil, panels: panels, output, ahead)
      }
    }
  }

  /// Results of this part's positions, where they take different runs.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let share = share(part: part, of: parts)
    let most = PaddingClasses.mostClasses
    let capacity = positionsInBlock + kernels.tileRows
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * capacity + 2 * most) { memory in
      withUnsafeTemporaryAllocation(of: TileSegment.self, capacity: most) { segments in
        let counts = memory.baseAddress!
        let sorted = SortedPositions(
          counts: counts, hosts: counts + most, pixels: counts + 2 * most,
          targets: counts + 2 * most + capacity, segments: segments.baseAddress!)
        var done = 0
        forEachBlock(work, part: share.part, of: share.parts) { phase, block, rows in
          let segmentCount = sort(block, rows, of: phase, work, into: sorted)
          convolve(
            phases[phase], work.band, sorted.pixels,
            UnsafeBufferPointer(start: sorted.segments, count: segmentCount),
            targets: sorted.targets, panels: share.panels, work.output,
            work.ahead(layout, positions: done..<(done + block.count)))
          done += block.count
        }
      }
    }
  }

  /// Memory for the positions of a block, those of one class after those of another.
  private struct SortedPositions {
    /// For each class how many positions it has, then where the next one goes; and which class
    /// its positions are taken as.
    let counts: UnsafeMutablePointer<Int>
    let hosts: UnsafeMutablePointer<Int>
    /// Where windows start, and where their results go.
    let pixels: UnsafeMutablePointer<Int>
    let targets: UnsafeMutablePointer<Int>
    let segments: UnsafeMutablePointer<TileSegment>
  }

  /// Calls `body` for at most `positionsInBlock` positions of one phase together, counted over the
  /// `rows` that have some.
  private func forEachBlock(
    _ work: BandWork<Scalar>, part: Int, of parts: Int,
    _ body: (_ phase: Int, _ block: Range<Int>, _ rows: [Int]) -> Void
  ) {
    for (index, phase) in layout.phases.enumerated() {
      let rows = work.rows.indices.filter {
        layout.rows.phase($0 % layout.rows.output) == phase.row
      }
      let share = Range.share(
        rows.count * phase.positions.count, part: part, of: parts, grain: kernels.tileRows)
      for first in stride(from: share.lowerBound, to: share.upperBound, by: positionsInBlock) {
        body(index, first..<min(first + positionsInBlock, share.upperBound), rows)
      }
    }
  }

  /// Calls `body` for positions of one class that follow each other in a row: the row, counted
  /// from the band's first output row, positions of the phase, and the number of the class.
  @inline(__always)
  private func forEachPiece(
    _ block: Range<Int>, _ rows: [Int], of phase: Int, _ work: BandWork<Scalar>,
    _ body: (_ row: Int, _ positions: Range<Int>, _ number: Int) -> Void
  ) {
    let inRow = layout.phases[phase].positions.count
    let classes = phases[phase].classes
    var next = block.lowerBound
    while next < block.upperBound {
      let (index, first) = next.quotientAndRemainder(dividingBy: inRow)
      let positions = first..<min(inRow, first + block.upperBound - next)
      let row = rows[index] - work.rows.lowerBound
      if let classes {
        for stretch in classes.stretches(ofRow: rows[index] % layout.rows.output) {
          let common = stretch.positions.clamped(to: positions)
          if !common.isEmpty { body(row, common, stretch.number) }
        }
      } else {
        body(row, positions, 0)
      }
      next += positions.count
    }
  }

  /// Sorts the positions of a block by class; returns how many classes there are. A class of a
  /// few positions joins one that takes more taps.
  private func sort(
    _ block: Range<Int>, _ rows: [Int], of phase: Int, _ work: BandWork<Scalar>,
    into sorted: SortedPositions
  ) -> Int {
    let (counts, hosts) = (sorted.counts, sorted.hosts)
    let classes = phases[phase].classes
    let classCount = classes?.padded.count ?? 1
    counts.update(repeating: 0, count: classCount)
    forEachPiece(block, rows, of: phase, work) { counts[$2] += $1.count }
    for own in 0..<classCount { hosts[own] = own }
    if let classes {
      for own in 1..<classCount where (1..<Self.fewestPositions).contains(counts[own]) {
        hosts[own] = classes.hosts[own].first { counts[$0] >= Self.fewestPositions } ?? 0
        counts[hosts[own]] += counts[own]
        counts[own] = 0
      }
    }
    var (segmentCount, first) = (0, 0)
    phases[phase].runs.withUnsafeBufferPointer { runs in
      for own in 0..<classCount {
        let count = counts[own]
        counts[own] = first
        guard count > 0 else { continue }
        let range = phases[phase].runsOfClass[own]
        sorted.segments[segmentCount] = TileSegment(
          pixelCount: count, runs: runs.baseAddress! + range.lowerBound, runCount: range.count,
          runsAreShort: phases[phase].areShort[own])
        (segmentCount, first) = (segmentCount + 1, first + count)
      }
    }
    forEachPiece(block, rows, of: phase, work) { row, positions, number in
      let place = counts[hosts[number]]
      self.place(
        row, positions, work, layout.phases[phase], sorted.pixels + place,
        sorted.targets + place)
      counts[hosts[number]] += positions.count
    }
    (sorted.pixels + first).update(
      repeating: sorted.pixels[first - 1], count: kernels.tileRows)
    return segmentCount
  }

  /// Where the windows of some positions of a row start and where their results go.
  private func place(
    _ row: Int, _ piece: Range<Int>, _ work: BandWork<Scalar>, _ phase: BandLayout.Phase,
    _ pixels: UnsafeMutablePointer<Int>, _ targets: UnsafeMutablePointer<Int>
  ) {
    let start = work.offset(layout, row: row)
    let first = row * layout.positionsInRow
    let outputs = groups * groupOutputs
    layout.innerStarts.withUnsafeBufferPointer { innerStarts in
      phase.positions.withUnsafeBufferPointer { positions in
        for (i, column) in positions[piece].enumerated() {
          pixels[i] = start + innerStarts[column]
          targets[i] = (first + column) * outputs
        }
      }
    }
  }

  private func convolve(
    _ phase: Phase, _ band: UnsafePointer<Scalar>, _ pixels: UnsafePointer<Int>,
    _ segments: UnsafeBufferPointer<TileSegment>, targets: UnsafePointer<Int>?,
    panels own: Range<Int>, _ output: UnsafeMutablePointer<Scalar>, _ ahead: UnsafeRawBufferPointer
  ) {
    let first = own.lowerBound * panelWidth
    let channels = min(own.upperBound * panelWidth, groupOutputs) - first
    let packed = phase.packed.start + own.lowerBound * panelWidth * phase.rows
    starts.withUnsafeBufferPointer { starts in
      for group in 0..<groups {
        var job = TileJob(
          input: band + group * groupInputs, pixels: pixels, segments: segments,
          weights: packed + group * panels * panelWidth * phase.rows, weightStep: panelWidth,
          panelStride: phase.rows * panelWidth, channels: channels,
          start: starts.baseAddress! + group * panels * panelWidth + first,
          output: output + group * groupOutputs + first, outputStride: groups * groupOutputs,
          targets: targets)
        if group == 0 { job.ahead = ahead }
        kernels.convolveTiles(job)
      }
    }
  }
}
