import KernelInterface

// Tile shapes fit the registers: rows × vectors of accumulators, the vectors of weights and
// one broadcast input.
#if LEVEL_V4 || arch(arm64)
  typealias WideTile<Vector: Lanes> = Rows12<TwoVectors<Vector>>
#else
  typealias WideTile<Vector: Lanes> = Rows6<TwoVectors<Vector>>
#endif
typealias NarrowTile<Vector: Lanes> = Rows12<OneVector<Vector>>

/// Taps that one pass takes, so that a panel's weights stay in the first-level cache while many
/// tiles use them. Sums wait in memory between passes, which changes no bit.
private let tapsInPass = 384
/// Positions that share a pass.
private let positionsInPass = 48

/// The rows that a caller must be able to read past the last pixel.
let tileRows = 12

@inline(__always)
func convolveTiles<Vector: Lanes>(_ job: TileJob<Vector.Scalar>, _: Vector.Type) {
  if job.channels <= Vector.count {
    convolveTiles(job, NarrowTile<Vector>.self)
  } else {
    convolveTiles(job, WideTile<Vector>.self)
  }
}

@inline(__always)
private func convolveTiles<Tile: TileBlock>(_ job: TileJob<Tile.Scalar>, _: Tile.Type) {
  let width = Tile.Panel.width
  withUnsafeTemporaryAllocation(
    of: Tile.Scalar.self, capacity: (positionsInPass + Tile.rows) * width
  ) {
    let sums = $0.baseAddress.unsafelyUnwrapped
    var first = 0
    while first < job.pixelCount {
      let count = min(positionsInPass, job.pixelCount - first)
      var channel = 0
      while channel < job.channels {
        convolvePanel(
          job, firstPixel: first, pixelCount: count, firstChannel: channel, sums: sums, Tile.self)
        channel += width
      }
      first += count
    }
  }
}

/// All taps of one panel of output channels at up to `positionsInPass` positions.
@inline(__always)
private func convolvePanel<Tile: TileBlock>(
  _ job: TileJob<Tile.Scalar>, firstPixel: Int, pixelCount: Int, firstChannel: Int,
  sums: UnsafeMutablePointer<Tile.Scalar>, _: Tile.Type
) {
  let width = Tile.Panel.width
  let channels = min(width, job.channels - firstChannel)
  var weights = job.weights + firstChannel / width * job.panelStride
  var run = 0
  repeat {
    let firstRun = run
    var taps = 0
    while run < job.runCount, taps < tapsInPass {
      taps += job.runs[run].count
      run += 1
    }
    var row = 0
    while row < pixelCount {
      let pixels = job.pixels + firstPixel + row
      let partial = sums + row * width
      var tile =
        firstRun == 0
        ? Tile(
          pixels: pixels,
          start: job.start + (firstPixel + row) * job.startStride + firstChannel,
          stride: job.startStride)
        : Tile(pixels: pixels, start: partial, stride: width)
      accumulate(job, job.runs + firstRun, run - firstRun, weights, &tile)
      if run < job.runCount {
        tile.store(partial, stride: width)
      } else {
        let output = job.output + (firstPixel + row) * job.outputStride + firstChannel
        let rows = min(Tile.rows, pixelCount - row)
        if rows == Tile.rows, channels == width {
          tile.canonical().store(output, stride: job.outputStride)
        } else {
          tile.canonical().store(partial, stride: width)
          for r in 0..<rows {
            for c in 0..<channels { output[r * job.outputStride + c] = partial[r * width + c] }
          }
        }
      }
      row += Tile.rows
    }
    weights += taps * job.weightStep
  } while run < job.runCount
}

@inline(__always)
private func accumulate<Tile: TileBlock>(
  _ job: TileJob<Tile.Scalar>, _ runs: UnsafePointer<Run>, _ runCount: Int,
  _ weights: UnsafePointer<Tile.Scalar>, _ tile: inout Tile
) {
  let (inputStep, weightStep) = (job.inputStep, job.weightStep)
  var weights = weights
  for run in 0..<runCount {
    var x = job.input + runs[run].offset
    for _ in 0..<runs[run].count {
      tile.accumulate(x, .load(weights))
      weights += weightStep
      x += inputStep
    }
  }
}
