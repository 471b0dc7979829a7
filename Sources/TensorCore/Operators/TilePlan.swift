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
    /// For each group its panels, of so many rows each.
    let packed: AlignedElements<Scalar>
    let rows: Int
  }

  /// Shorter stretches of zeros are not worth the sorting.
  private static var fewestInputs: Int { 8 }
  /// A tile of fewer positions waits for its sums, and reads weights for little.
  private static var fewestPositions: Int { 4 }

  init(
    layout: BandLayout, matrices: TapMatrices<Scalar>, bias: [Scalar]?, padsWithZeros: Bool,
    kernels: KernelTable<Scalar>
  ) throws(MemoryError) {
    self.layout = layout
    self.kernels = kernels
    groups = matrices.groups
    groupInputs = matrices.inputs
    groupOutputs = matrices.groupOutputs
    let width = kernels.panelWidth(channels: matrices.groupOutputs)
    panelWidth = width
    let separates = padsWithZeros && matrices.inputs >= Self.fewestInputs
    phases = try layout.phases.indices.map { (index) throws(MemoryError) in
      try Self.phase(
        index, layout, matrices, separates ? PaddingClasses(layout, phase: index) : nil,
        width: width)
    }
    let (groupOutputs, size) = (groupOutputs, (groupOutputs + width - 1) / width * width)
    starts = (0..<groups).flatMap { group in
      (0..<size).map { $0 < groupOutputs ? bias?[group * groupOutputs + $0] ?? 0 : 0 }
    }
  }

  private static func phase(
    _ index: Int, _ layout: BandLayout, _ matrices: TapMatrices<Scalar>,
    _ classes: PaddingClasses?, width: Int
  ) throws(MemoryError) -> Phase {
    let phase = layout.phases[index]
    var zeros: [Range<Int>] = []
    var runs: [Run] = []
    let none = [Bool](repeating: false, count: phase.taps.count)
    let runsOfClass = (classes?.padded ?? [none]).map { padded in
      let first = runs.count
      var tap = 0
      while tap < padded.count {
        let end = padded[tap...].firstIndex(of: !padded[tap]) ?? padded.count
        if padded[tap] {
          if !zeros.contains(tap..<end) { zeros.append(tap..<end) }
          let row = phase.taps.count * matrices.inputs + zeros.firstIndex(of: tap..<end)!
          runs.append(Run(offset: phase.taps[tap], count: 1, row: row))
        } else {
          runs += BandLayout.runs(
            taps: phase.taps[tap..<end], count: matrices.inputs, longest: BandLayout.longestRun,
            firstRow: tap * matrices.inputs)
        }
        tap = end
      }
      return first..<runs.count
    }
    return try Phase(
      classes: classes, runs: runs, runsOfClass: runsOfClass,
      packed: matrices.panels(taps: phase.tapIndices, zeros: zeros, width: width),
      rows: phase.taps.count * matrices.inputs + zeros.count)
  }

  /// Whether all positions take the same runs.
  var takesAllAlike: Bool { phases.count == 1 && phases[0].classes == nil }

  /// Results of some positions, one after the other, where all take the same runs.
  ///
  /// - Parameter pixels: where their windows start, counted from `band`.
  func convolve(
    _ band: UnsafePointer<Scalar>, _ pixels: UnsafeBufferPointer<Int>,
    to output: UnsafeMutablePointer<Scalar>, ahead: UnsafeRawBufferPointer
  ) {
    phases[0].runs.withUnsafeBufferPointer { runs in
      let segment = TileSegment(
        pixelCount: pixels.count, runs: runs.baseAddress!, runCount: runs.count)
      withUnsafePointer(to: segment) {
        convolve(
          phases[0], band, pixels.baseAddress!, UnsafeBufferPointer(start: $0, count: 1),
          targets: nil, output, ahead)
      }
    }
  }

  /// Results of this part's positions, where they take different runs.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let capacity = 2 * positionsInBlock + kernels.tileRows
    withUnsafeTemporaryAllocation(of: Int.self, capacity: capacity) { memory in
      let pixels = memory.baseAddress!
      let targets = pixels + positionsInBlock + kernels.tileRows
      var done = 0
      forEachBlock(work, part: part, of: parts) { index, pieces in
        let phase = phases[index]
        let (classOf, counts) = Self.classes(pieces, phase.classes)
        var next = counts.indices.map { counts[..<$0].reduce(0, +) }
        for piece in pieces {
          let number = classOf[piece.number]
          place(piece, work, layout.phases[index], pixels + next[number], targets + next[number])
          next[number] += piece.positions.count
        }
        let count = next[counts.count - 1]
        (pixels + count).update(repeating: pixels[count - 1], count: kernels.tileRows)
        let ahead = work.ahead(
          done..<(done + count), of: work.rows.count * layout.positionsInRow)
        done += count
        phase.runs.withUnsafeBufferPointer { runs in
          let segments = counts.indices.filter { counts[$0] > 0 }.map { number in
            let range = phase.runsOfClass[number]
            return TileSegment(
              pixelCount: counts[number], runs: runs.baseAddress! + range.lowerBound,
              runCount: range.count)
          }
          segments.withUnsafeBufferPointer {
            convolve(phase, work.band, pixels, $0, targets: targets, work.output, ahead)
          }
        }
      }
    }
  }

  /// Positions of one class that follow each other in a row.
  private struct Piece {
    /// Counted from the band's first output row.
    let row: Int
    /// Counted in the phase's positions.
    let positions: Range<Int>
    let number: Int
  }

  /// Calls `body` with pieces of at most `positionsInBlock` positions of one phase together.
  private func forEachBlock(
    _ work: BandWork<Scalar>, part: Int, of parts: Int, _ body: (Int, [Piece]) -> Void
  ) {
    var pieces: [Piece] = []
    for (index, phase) in layout.phases.enumerated() {
      let rows = work.rows.indices.filter {
        layout.rows.phase($0 % layout.rows.output) == phase.row
      }
      let inRow = phase.positions.count
      let share = BandWork<Scalar>.share(
        rows.count * inRow, part: part, of: parts, grain: kernels.tileRows)
      for first in stride(from: share.lowerBound, to: share.upperBound, by: positionsInBlock) {
        let end = min(first + positionsInBlock, share.upperBound)
        pieces.removeAll(keepingCapacity: true)
        for i in first / inRow...(end - 1) / inRow {
          let positions = max(first - i * inRow, 0)..<min(end - i * inRow, inRow)
          append(positions, row: rows[i], of: work, phases[index].classes, to: &pieces)
        }
        body(index, pieces)
      }
    }
  }

  /// - Parameter row: counted over all images.
  private func append(
    _ positions: Range<Int>, row: Int, of work: BandWork<Scalar>, _ classes: PaddingClasses?,
    to pieces: inout [Piece]
  ) {
    let inBand = row - work.rows.lowerBound
    guard let classes else {
      pieces.append(Piece(row: inBand, positions: positions, number: 0))
      return
    }
    classes.forEachStretch(ofRow: row % layout.rows.output) { stretch in
      let common = stretch.positions.clamped(to: positions)
      guard !common.isEmpty else { return }
      pieces.append(Piece(row: inBand, positions: common, number: stretch.number))
    }
  }

  /// Which class each class's positions are taken as, and how many these then have. A class of
  /// a few positions joins one that takes more taps.
  private static func classes(
    _ pieces: [Piece], _ classes: PaddingClasses?
  ) -> (classOf: [Int], counts: [Int]) {
    guard let classes else { return ([0], [pieces.reduce(0) { $0 + $1.positions.count }]) }
    var found = [Int](repeating: 0, count: classes.padded.count)
    for piece in pieces { found[piece.number] += piece.positions.count }
    var counts = found
    var classOf = Array(found.indices)
    for own in found.indices.dropFirst() where (1..<fewestPositions).contains(found[own]) {
      classOf[own] = classes.hosts[own].first { found[$0] >= fewestPositions } ?? 0
      counts[classOf[own]] += found[own]
      counts[own] = 0
    }
    return (classOf, counts)
  }

  /// Where the windows of a piece start and where their results go.
  private func place(
    _ piece: Piece, _ work: BandWork<Scalar>, _ phase: BandLayout.Phase,
    _ pixels: UnsafeMutablePointer<Int>, _ targets: UnsafeMutablePointer<Int>
  ) {
    let start = work.offset(layout, row: piece.row)
    let first = piece.row * layout.positionsInRow
    let outputs = groups * groupOutputs
    layout.innerStarts.withUnsafeBufferPointer { innerStarts in
      phase.positions.withUnsafeBufferPointer { positions in
        for (i, column) in positions[piece.positions].enumerated() {
          pixels[i] = start + innerStarts[column]
          targets[i] = (first + column) * outputs
        }
      }
    }
  }

  private func convolve(
    _ phase: Phase, _ band: UnsafePointer<Scalar>, _ pixels: UnsafePointer<Int>,
    _ segments: UnsafeBufferPointer<TileSegment>, targets: UnsafePointer<Int>?,
    _ output: UnsafeMutablePointer<Scalar>, _ ahead: UnsafeRawBufferPointer
  ) {
    let panels = (groupOutputs + panelWidth - 1) / panelWidth
    phase.packed.withPointer { packed in
      starts.withUnsafeBufferPointer { starts in
        for group in 0..<groups {
          var job = TileJob(
            input: band + group * groupInputs, pixels: pixels, segments: segments,
            weights: packed + group * panels * panelWidth * phase.rows,
            weightStep: panelWidth, panelStride: phase.rows * panelWidth,
            channels: groupOutputs, start: starts.baseAddress! + group * panels * panelWidth,
            output: output + group * groupOutputs, outputStride: groups * groupOutputs,
            targets: targets)
          if group == 0 { job.ahead = ahead }
          kernels.convolveTiles(job)
        }
      }
    }
  }
}
