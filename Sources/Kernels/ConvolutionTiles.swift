import KernelInterface

// Tile shapes fit the registers: rows × vectors of accumulators, the vectors of weights and
// one broadcast input.
#if LEVEL_V4 || arch(arm64)
  typealias WideTiles<Vector: Lanes> = UpTo12Rows<TwoVectors<Vector>>
#else
  typealias WideTiles<Vector: Lanes> = UpTo6Rows<TwoVectors<Vector>>
#endif
typealias NarrowTiles<Vector: Lanes> = UpTo12Rows<OneVector<Vector>>

/// Taps that one pass takes, so that a panel's weights stay near while many tiles use them.
/// Sums wait in memory between passes, which changes no bit.
private let tapsInPass = 384
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

@inline(__always)
private func convolveTiles<Tiles: TileFamily>(_ job: TileJob<Tiles.Scalar>, _: Tiles.Type) {
  let width = Tiles.Panel.width
  withUnsafeTemporaryAllocation(of: Tiles.Scalar.self, capacity: positionsInPass * width) {
    let sums = $0.baseAddress.unsafelyUnwrapped
    var first = 0
    var passes = (job.pixelCount + positionsInPass - 1) / positionsInPass
    while first < job.pixelCount {
      let count = (job.pixelCount - first + passes - 1) / passes
      var channel = 0
      while channel < job.channels {
        convolvePanel(
          job, firstPixel: first, pixelCount: count, firstChannel: channel, sums: sums, Tiles.self)
        channel += width
      }
      first += count
      passes -= 1
    }
  }
}

/// All taps of one panel of output channels at up to `positionsInPass` positions.
@inline(__always)
private func convolvePanel<Tiles: TileFamily>(
  _ job: TileJob<Tiles.Scalar>, firstPixel: Int, pixelCount: Int, firstChannel: Int,
  sums: UnsafeMutablePointer<Tiles.Scalar>, _: Tiles.Type
) {
  let width = Tiles.Panel.width
  var pass = TilePass(
    input: job.input, inputStep: job.inputStep, pixels: job.pixels + firstPixel,
    runs: job.runs, runCount: 0,
    weights: job.weights + firstChannel / width * job.panelStride, weightStep: job.weightStep,
    start: job.start + firstPixel * job.startStride + firstChannel, startStride: job.startStride,
    sums: sums, output: job.output + firstPixel * job.outputStride + firstChannel,
    outputStride: job.outputStride, channels: min(width, job.channels - firstChannel),
    isFirst: true, isLast: false)
  var run = 0
  repeat {
    var taps = 0
    pass.runs = job.runs + run
    pass.isFirst = run == 0
    while run < job.runCount, taps < tapsInPass {
      taps += job.runs[run].count
      run += 1
    }
    pass.runCount = job.runs + run - pass.runs
    pass.isLast = run == job.runCount
    // Tiles of nearly the same height: none has rows that nobody wants.
    var row = 0
    var tiles = (pixelCount + Tiles.rows - 1) / Tiles.rows
    while row < pixelCount {
      let rows = (pixelCount - row + tiles - 1) / tiles
      Tiles.compute(pass, firstRow: row, rows: rows)
      row += rows
      tiles -= 1
    }
    pass.weights += taps * job.weightStep
  } while run < job.runCount
  if pass.channels < width { storePart(pass, rows: pixelCount, width: width) }
}

/// Stores the sums of a panel that has more columns than there are output channels.
@inline(__always)
private func storePart<Scalar>(_ pass: TilePass<Scalar>, rows: Int, width: Int) {
  for row in 0..<rows {
    (pass.output + row * pass.outputStride).update(
      from: pass.sums + row * width, count: pass.channels)
  }
}

/// Some runs of one panel, at all positions of a pass.
struct TilePass<Scalar> {
  let input: UnsafePointer<Scalar>
  let inputStep: Int
  let pixels: UnsafePointer<Int>
  var runs: UnsafePointer<Run>
  var runCount: Int
  var weights: UnsafePointer<Scalar>
  let weightStep: Int
  let start: UnsafePointer<Scalar>
  let startStride: Int
  /// Whole panels of sums between passes, one a position.
  let sums: UnsafeMutablePointer<Scalar>
  let output: UnsafeMutablePointer<Scalar>
  let outputStride: Int
  /// Output channels of the panel that exist.
  let channels: Int
  var isFirst: Bool
  var isLast: Bool

  @inline(__always)
  func compute<Tile: TileBlock>(firstRow: Int, _: Tile.Type) where Tile.Scalar == Scalar {
    let width = Tile.Panel.width
    let partial = sums + firstRow * width
    var tile =
      isFirst
      ? Tile(
        pixels: pixels + firstRow, start: start + firstRow * startStride, stride: startStride)
      : Tile(pixels: pixels + firstRow, start: partial, stride: width)
    accumulate(&tile)
    if !isLast {
      tile.store(partial, stride: width)
    } else if channels == width {
      tile.canonical().store(output + firstRow * outputStride, stride: outputStride)
    } else {
      tile.canonical().store(partial, stride: width)
    }
  }

  @inline(__always)
  private func accumulate<Tile: TileBlock>(_ tile: inout Tile) where Tile.Scalar == Scalar {
    var weights = weights
    for run in 0..<runCount {
      var x = input + runs[run].offset
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
  static func compute(_ pass: TilePass<Scalar>, firstRow: Int, rows: Int)
}

enum UpTo6Rows<Panel: PanelRow>: TileFamily {
  @inline(__always) static var rows: Int { 6 }
  @inline(__always)
  static func compute(_ pass: TilePass<Panel.Scalar>, firstRow: Int, rows: Int) {
    switch rows {
    case 6: pass.compute(firstRow: firstRow, Rows6<Panel>.self)
    case 5: pass.compute(firstRow: firstRow, Rows5<Panel>.self)
    case 4: pass.compute(firstRow: firstRow, Rows4<Panel>.self)
    case 3: pass.compute(firstRow: firstRow, Rows3<Panel>.self)
    case 2: pass.compute(firstRow: firstRow, Rows2<Panel>.self)
    default: pass.compute(firstRow: firstRow, TileRow<Panel>.self)
    }
  }
}

enum UpTo12Rows<Panel: PanelRow>: TileFamily {
  @inline(__always) static var rows: Int { 12 }
  @inline(__always)
  static func compute(_ pass: TilePass<Panel.Scalar>, firstRow: Int, rows: Int) {
    switch rows {
    case 12: pass.compute(firstRow: firstRow, Pair<Rows6<Panel>, Rows6<Panel>>.self)
    case 11: pass.compute(firstRow: firstRow, Pair<Rows6<Panel>, Rows5<Panel>>.self)
    case 10: pass.compute(firstRow: firstRow, Pair<Rows6<Panel>, Rows4<Panel>>.self)
    case 9: pass.compute(firstRow: firstRow, Pair<Rows6<Panel>, Rows3<Panel>>.self)
    case 8: pass.compute(firstRow: firstRow, Pair<Rows6<Panel>, Rows2<Panel>>.self)
    case 7: pass.compute(firstRow: firstRow, Pair<Rows6<Panel>, TileRow<Panel>>.self)
    default: UpTo6Rows<Panel>.compute(pass, firstRow: firstRow, rows: rows)
    }
  }
}
