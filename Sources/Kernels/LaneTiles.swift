import KernelInterface

/// A row of a tile that takes a vector of inputs at a time, a lane for each column, where a
/// `TileRow` takes one input for all columns.
struct LaneRow<Panel: PanelRow>: TileBlock {
  var sum: Panel
  let window: Int

  @inline(__always) init(sum: Panel, window: Int) {
    self.sum = sum
    self.window = window
  }

  @inline(__always) static var rows: Int { 1 }
  @inline(__always) init(
    pixels: UnsafePointer<Int>, start: UnsafePointer<Panel.Scalar>, stride: Int
  ) {
    sum = .load(start)
    window = pixels[0]
  }
  @inline(__always) init(pixels: UnsafePointer<Int>, start: Panel) {
    sum = start
    window = pixels[0]
  }
  @inline(__always) mutating func accumulate(_ x: UnsafePointer<Panel.Scalar>, _ weights: Panel) {
    sum.fuse(.load(x + window), weights)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Panel.Scalar>, stride: Int) {
    sum.store(target)
  }
  @inline(__always)
  func store(_ output: UnsafeMutablePointer<Panel.Scalar>, targets: UnsafePointer<Int>) {
    sum.store(output + targets[0])
  }
  @inline(__always) func canonical() -> Self { Self(sum: sum.canonical(), window: window) }
  @inline(__always) mutating func addZero() { sum.addZero() }
}

private typealias LaneRows2<P: PanelRow> = Pair<LaneRow<P>, LaneRow<P>>
private typealias LaneRows3<P: PanelRow> = Pair<LaneRows2<P>, LaneRow<P>>
private typealias LaneRows4<P: PanelRow> = Pair<LaneRows2<P>, LaneRows2<P>>
private typealias LaneRows5<P: PanelRow> = Pair<LaneRows3<P>, LaneRows2<P>>
private typealias LaneRows6<P: PanelRow> = Pair<LaneRows3<P>, LaneRows3<P>>

/// What all rows multiply their inputs with at one step.
protocol SharedFactor {
  associatedtype Panel: PanelRow
  /// How far the factors of the next column are.
  static var columnStep: Int { get }
  static func load(_ weights: UnsafePointer<Panel.Scalar>) -> Panel
}

/// A weight for each column.
enum ColumnFactor<Panel: PanelRow>: SharedFactor {
  @inline(__always) static var columnStep: Int { 1 }
  @inline(__always) static func load(_ weights: UnsafePointer<Panel.Scalar>) -> Panel {
    .load(weights)
  }
}

/// One weight for all columns.
enum ScalarFactor<Panel: PanelRow>: SharedFactor {
  @inline(__always) static var columnStep: Int { 0 }
  @inline(__always) static func load(_ weights: UnsafePointer<Panel.Scalar>) -> Panel {
    Panel(repeating: weights[0])
  }
}

/// See `KernelTable.multiplyLanes`.
@inline(__always)
func multiplyLanes<Factor: SharedFactor>(_ job: TileJob<Factor.Panel.Scalar>, _: Factor.Type) {
  typealias P = Factor.Panel
  // Tiles of nearly the same height: each sum waits for the one before.
  var row = 0
  var tiles = (job.pixelCount + tileRows - 1) / tileRows
  let vectors = (job.channels + P.width - 1) / P.width
  var asking = Asking(
    job.ahead, then: job.weightsAhead, steps: tiles * vectors * piecesOfRuns(job))
  while row < job.pixelCount {
    let rows = (job.pixelCount - row + tiles - 1) / tiles
    switch rows {
    case 12: multiplyLanes(job, row, &asking, Pair<LaneRows6<P>, LaneRows6<P>>.self, Factor.self)
    case 11: multiplyLanes(job, row, &asking, Pair<LaneRows6<P>, LaneRows5<P>>.self, Factor.self)
    case 10: multiplyLanes(job, row, &asking, Pair<LaneRows6<P>, LaneRows4<P>>.self, Factor.self)
    case 9: multiplyLanes(job, row, &asking, Pair<LaneRows6<P>, LaneRows3<P>>.self, Factor.self)
    case 8: multiplyLanes(job, row, &asking, Pair<LaneRows6<P>, LaneRows2<P>>.self, Factor.self)
    case 7: multiplyLanes(job, row, &asking, Pair<LaneRows6<P>, LaneRow<P>>.self, Factor.self)
    case 6: multiplyLanes(job, row, &asking, LaneRows6<P>.self, Factor.self)
    case 5: multiplyLanes(job, row, &asking, LaneRows5<P>.self, Factor.self)
    case 4: multiplyLanes(job, row, &asking, LaneRows4<P>.self, Factor.self)
    case 3: multiplyLanes(job, row, &asking, LaneRows3<P>.self, Factor.self)
    case 2: multiplyLanes(job, row, &asking, LaneRows2<P>.self, Factor.self)
    default: multiplyLanes(job, row, &asking, LaneRow<P>.self, Factor.self)
    }
    row += rows
    tiles -= 1
  }
}

private func piecesOfRuns<Scalar>(_ job: TileJob<Scalar>) -> Int {
  (0..<job.runCount).reduce(0) { $0 + (job.runs[$1].count + stepsInPiece - 1) / stepsInPiece }
}

@inline(__always)
private func multiplyLanes<Tile: TileBlock, Factor: SharedFactor>(
  _ job: TileJob<Tile.Scalar>, _ firstRow: Int, _ asking: inout Asking, _: Tile.Type,
  _: Factor.Type
) where Factor.Panel == Tile.Panel {
  let width = Tile.Panel.width
  var column = 0
  while column < job.channels {
    var tile = Tile(
      pixels: job.pixels + firstRow, start: job.start + firstRow * job.startStride + column,
      stride: job.startStride)
    for run in 0..<job.runCount {
      var weights =
        job.weights + column * Factor.columnStep + job.runs[run].row * job.weightStep
      var x = job.input + job.runs[run].offset + column
      var left = job.runs[run].count
      while left > 0 {
        asking.step()
        let steps = min(left, stepsInPiece)
        for _ in 0..<steps {
          tile.accumulate(x, Factor.load(weights))
          weights += job.weightStep
          x += job.inputStep
        }
        left -= steps
      }
    }
    store(
      tile.canonical(), job.output + firstRow * job.outputStride + column, job.outputStride,
      columns: min(width, job.channels - column))
    column += width
  }
}

/// Stores the columns of a tile that exist.
@inline(__always)
private func store<Tile: TileBlock>(
  _ tile: Tile, _ output: UnsafeMutablePointer<Tile.Scalar>, _ outputStride: Int, columns: Int
) {
  let width = Tile.Panel.width
  if columns == width {
    tile.store(output, stride: outputStride)
    return
  }
  withUnsafeTemporaryAllocation(of: Tile.Scalar.self, capacity: Tile.rows * width) {
    let all = $0.baseAddress.unsafelyUnwrapped
    tile.store(all, stride: width)
    for row in 0..<Tile.rows {
      for column in 0..<columns { output[row * outputStride + column] = all[row * width + column] }
    }
  }
}
