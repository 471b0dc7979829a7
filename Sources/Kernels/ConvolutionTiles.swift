import KernelInterface

// Tile shapes fit the registers: rows × vectors of accumulators, the vectors of weights and
// one broadcast input.
#if LEVEL_V4 || arch(arm64)
  typealias WideTiles<Vector: Lanes> = UpTo12Rows<TwoVectors<Vector>>
#else
  typealias WideTiles<Vector: Lanes> = UpTo6Rows<TwoVectors<Vector>>
#endif
typealias NarrowTiles<Vector: Lanes> = UpTo12Rows<OneVector<Vector>>

/// Taps that one pass takes, so that a panel's weights stay near while many tiles use them. Sums wait
/// in memory between passes, which changes no bit.
private let tapsInPass = 768
// Where a tile has 6 rows, and what they meet is far apart, that and the panel come from the
// second-level cache twice as often.
#if LEVEL_V4 || arch(arm64)
  private let distantTapsInPass = 768
#else
  private let distantTapsInPass = 256
#endif
/// Positions that share a pass, at most.
private let positionsInPass = 96

/// The rows that a caller must be able to read past the last pixel.
let tileRows = 12

@inline(__always)
func convolveTiles<Vector: Lanes>(_ job: TileJob<Vector.Scalar>, _: Vector.Type) {
  if job.channels <= Vector.count {
    convolveTiles(job, NarrowTiles<Vector>.self)
  } else {
    convolveTiles(job, WideTiles<Vector>.self)
  }
}

/// All panels of some pieces of windows before the next pieces: what these read is near by then.
@inline(__always)
private func convolveTiles<Tiles: TileFamily>(_ job: TileJob<Tiles.Scalar>, _: Tiles.Type) {
  let width = Tiles.Panel.width
  withUnsafeTemporaryAllocation(of: Tiles.Scalar.self, capacity: positionsInPass * width) {
    let sums = $0.baseAddress.unsafelyUnwrapped
    var first = Pieces(job)
    let panels = (job.channels + width - 1) / width
    var asking = Asking(
      job.ahead, then: job.weightsAhead,
      steps: job.pixelCount / Tiles.rows * panels * max(first.current?.stepCount ?? 1, 1))
    while first.current != nil {
      var end = first
      var channel = 0
      repeat {
        end = first
        var pixels = 0
        while let piece = end.current,
          pixels == 0 || pixels + piece.pixelCount <= positionsInPass
        {
          convolvePanel(
            job, piece, firstChannel: channel, sums: sums, asking: &asking, Tiles.self)
          pixels += piece.pixelCount
          end.advance()
        }
        channel += width
      } while channel < job.channels
      first = end
    }
  }
}

/// Windows that take the same runs in the same pass.
private struct Piece {
  let firstPixel: Int
  let pixelCount: Int
  let runs: UnsafePointer<Run>
  let runCount: Int
  let runsAreShort: Bool

  /// How often a tile asks for memory.
  @inline(__always) var stepCount: Int { runsAreShort ? 1 : runCount }
}

/// Walks over the segments of a job, each in pieces of nearly the same number of windows.
private struct Pieces<Scalar> {
  private let job: TileJob<Scalar>
  private var index = 0
  private var segment: TileSegment
  private var firstPixel = 0
  private var left: Int

  @inline(__always)
  init(_ job: TileJob<Scalar>) {
    self.job = job
    segment =
      job.segments.isEmpty
      ? TileSegment(
        pixelCount: job.pixelCount, runs: job.runs, runCount: job.runCount,
        runsAreShort: job.runsAreShort)
      : job.segments[0]
    left = segment.pixelCount
  }

  @inline(__always)
  var current: Piece? {
    guard left > 0 else { return nil }
    let passes = (left + positionsInPass - 1) / positionsInPass
    return Piece(
      firstPixel: firstPixel, pixelCount: (left + passes - 1) / passes, runs: segment.runs,
      runCount: segment.runCount, runsAreShort: segment.runsAreShort)
  }

  @inline(__always)
  mutating func advance() {
    guard let piece = current else { return }
    firstPixel += piece.pixelCount
    left -= piece.pixelCount
    while left == 0, index + 1 < job.segments.count {
      index += 1
      segment = job.segments[index]
      left = segment.pixelCount
    }
  }
}

/// All taps of one panel of output channels at the windows of a piece.
@inline(__always)
private func convolvePanel<Tiles: TileFamily>(
  _ job: TileJob<Tiles.Scalar>, _ piece: Piece, firstChannel: Int,
  sums: UnsafeMutablePointer<Tiles.Scalar>, asking: inout Asking, _: Tiles.Type
) {
  let width = Tiles.Panel.width
  let first = piece.firstPixel
  let channels = min(width, job.channels - firstChannel)
  let output = job.output + (job.targets == nil ? first * job.outputStride : 0)
  var pass = TilePass(
    input: job.input, inputStep: job.inputStep, pixels: job.pixels + first,
    runs: piece.runs, runCount: 0, runsAreShort: piece.runsAreShort,
    weights: job.weights + firstChannel / width * job.panelStride, weightStep: job.weightStep,
    start: job.start + first * job.startStride + firstChannel, startStride: job.startStride,
    sums: sums, output: output + firstChannel, outputStride: job.outputStride,
    targets: job.targets.map { $0 + first }, isWhole: channels == width,
    addsZero: job.addsZero, isFirst: true, isLast: false)
  let mostTaps = job.inputStep == 1 ? tapsInPass : distantTapsInPass
  var run = 0
  repeat {
    pass.runs = piece.runs + run
    pass.isFirst = run == 0
    if piece.runsAreShort {
      run = min(run + mostTaps / Run.shortCount, piece.runCount)
    } else {
      var taps = 0
      while run < piece.runCount, taps < mostTaps {
        taps += piece.runs[run].count
        run += 1
      }
    }
    pass.runCount = piece.runs + run - pass.runs
    pass.isLast = run == piece.runCount
    // Tiles of nearly the same height: none has rows that nobody wants.
    var row = 0
    var tiles = (piece.pixelCount + Tiles.rows - 1) / Tiles.rows
    while row < piece.pixelCount {
      let rows = (piece.pixelCount - row + tiles - 1) / tiles
      Tiles.compute(pass, firstRow: row, rows: rows, &asking)
      row += rows
      tiles -= 1
    }
  } while run < piece.runCount
  if pass.isWhole { return }
  for row in 0..<piece.pixelCount {
    let target = pass.targets.map { $0[row] } ?? row * job.outputStride
    (pass.output + target).update(from: sums + row * width, count: channels)
  }
}

/// Some runs of one panel, at all positions of a pass.
struct TilePass<Scalar> {
  let input: UnsafePointer<Scalar>
  let inputStep: Int
  let pixels: UnsafePointer<Int>
  var runs: UnsafePointer<Run>
  var runCount: Int
  let runsAreShort: Bool
  let weights: UnsafePointer<Scalar>
  let weightStep: Int
  let start: UnsafePointer<Scalar>
  let startStride: Int
  /// Whole panels of sums between passes, one a position.
  let sums: UnsafeMutablePointer<Scalar>
  let output: UnsafeMutablePointer<Scalar>
  let outputStride: Int
  let targets: UnsafePointer<Int>?
  /// Whether the panel has no columns too many: the results of the last pass then go to `output`,
  /// else to `sums`.
  let isWhole: Bool
  let addsZero: Bool
  var isFirst: Bool
  var isLast: Bool

  @inline(__always)
  func compute<Tile: TileBlock>(firstRow: Int, _ asking: inout Asking, _: Tile.Type)
  where Tile.Scalar == Scalar {
    let width = Tile.Panel.width
    let partial = sums + firstRow * width
    var tile =
      !isFirst
      ? Tile(pixels: pixels + firstRow, start: partial, stride: width)
      : startStride == 0
        ? Tile(pixels: pixels + firstRow, start: .load(start))
        : Tile(
          pixels: pixels + firstRow, start: start + firstRow * startStride, stride: startStride)
    accumulate(&tile, &asking)
    if !isLast {
      tile.store(partial, stride: width)
      return
    }
    if addsZero { tile.addZero() }
    tile = tile.canonical()
    if !isWhole {
      tile.store(partial, stride: width)
    } else if let targets {
      tile.store(output, targets: targets + firstRow)
    } else {
      tile.store(output + firstRow * outputStride, stride: outputStride)
    }
  }

  @inline(__always)
  private func accumulate<Tile: TileBlock>(_ tile: inout Tile, _ asking: inout Asking)
  where Tile.Scalar == Scalar {
    if Tile.Panel.takesShortRuns, runsAreShort {
      asking.step()
      // One loop over all: the end of a loop of unforeseen length is waited for, and each element's
      // place is known from the run's.
      var weights = weights + runs[0].row * weightStep
      for run in 0..<runCount {
        tile.accumulateShortRun(input + runs[run].offset, weights)
        weights += Run.shortCount * Tile.Panel.width
      }
      return
    }
    for run in 0..<runCount {
      asking.step()
      var x = input + runs[run].offset
      var weights = weights + runs[run].row * weightStep
      for _ in 0..<runs[run].count {
        tile.accumulate(x, .load(weights))
        weights += weightStep
        x += inputStep
      }
    }
  }
}

/// Tiles of one panel width and of every height up to `rows`.
protocol TileFamily {
  associatedtype Panel: PanelRow
  typealias Scalar = Panel.Scalar
  static var rows: Int { get }
  static func compute(
    _ pass: TilePass<Scalar>, firstRow: Int, rows: Int, _ asking: inout Asking)
}

enum UpTo6Rows<Panel: PanelRow>: TileFamily {
  @inline(__always) static var rows: Int { 6 }
  @inline(__always)
  static func compute(
    _ pass: TilePass<Panel.Scalar>, firstRow: Int, rows: Int, _ asking: inout Asking
  ) {
    switch rows {
    case 6: pass.compute(firstRow: firstRow, &asking, Rows6<Panel>.self)
    case 5: pass.compute(firstRow: firstRow, &asking, Rows5<Panel>.self)
    case 4: pass.compute(firstRow: firstRow, &asking, Rows4<Panel>.self)
    case 3: pass.compute(firstRow: firstRow, &asking, Rows3<Panel>.self)
    case 2: pass.compute(firstRow: firstRow, &asking, Rows2<Panel>.self)
    default: pass.compute(firstRow: firstRow, &asking, TileRow<Panel>.self)
    }
  }
}

enum UpTo12Rows<Panel: PanelRow>: TileFamily {
  @inline(__always) static var rows: Int { 12 }
  @inline(__always)
  static func compute(
    _ pass: TilePass<Panel.Scalar>, firstRow: Int, rows: Int, _ asking: inout Asking
  ) {
    switch rows {
    case 12: pass.compute(firstRow: firstRow, &asking, Pair<Rows6<Panel>, Rows6<Panel>>.self)
    case 11: pass.compute(firstRow: firstRow, &asking, Pair<Rows6<Panel>, Rows5<Panel>>.self)
    case 10: pass.compute(firstRow: firstRow, &asking, Pair<Rows6<Panel>, Rows4<Panel>>.self)
    case 9: pass.compute(firstRow: firstRow, &asking, Pair<Rows6<Panel>, Rows3<Panel>>.self)
    case 8: pass.compute(firstRow: firstRow, &asking, Pair<Rows6<Panel>, Rows2<Panel>>.self)
    case 7: pass.compute(firstRow: firstRow, &asking, Pair<Rows6<Panel>, TileRow<Panel>>.self)
    default: UpTo6Rows<Panel>.compute(pass, firstRow: firstRow, rows: rows, &asking)
    }
  }
}
