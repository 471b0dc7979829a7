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
}

private typealias LaneRows2<P: PanelRow> = Pair<LaneRow<P>, LaneRow<P>>
private typealias LaneRows3<P: PanelRow> = Pair<LaneRows2<P>, LaneRow<P>>
private typealias LaneRows5<P: PanelRow> = Pair<LaneRows3<P>, LaneRows2<P>>
private typealias LaneRows6<P: PanelRow> = Pair<LaneRows3<P>, LaneRows3<P>>
private typealias LaneRows12<P: PanelRow> = Pair<LaneRows6<P>, LaneRows6<P>>

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
  var row = 0
  while row < job.pixelCount {
    let left = job.pixelCount - row
    if left > 6 {
      multiplyLanes(job, firstRow: row, LaneRows12<Factor.Panel>.self, Factor.self)
      row += 12
    } else if left > 5 {
      multiplyLanes(job, firstRow: row, LaneRows6<Factor.Panel>.self, Factor.self)
      row += 6
    } else if left > 3 {
      multiplyLanes(job, firstRow: row, LaneRows5<Factor.Panel>.self, Factor.self)
      row += 5
    } else if left > 1 {
      multiplyLanes(job, firstRow: row, LaneRows3<Factor.Panel>.self, Factor.self)
      row += 3
    } else {
      multiplyLanes(job, firstRow: row, LaneRow<Factor.Panel>.self, Factor.self)
      row += 1
    }
  }
}

@inline(__always)
private func multiplyLanes<Tile: TileBlock, Factor: SharedFactor>(
  _ job: TileJob<Tile.Scalar>, firstRow: Int, _: Tile.Type, _: Factor.Type
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
      for _ in 0..<job.runs[run].count {
        tile.accumulate(x, Factor.load(weights))
        weights += job.weightStep
        x += job.inputStep
      }
    }
    store(
      tile.canonical(), job.output + firstRow * job.outputStride + column, job.outputStride,
      rows: min(Tile.rows, job.pixelCount - firstRow), columns: min(width, job.channels - column))
    column += width
  }
}

/// Stores the rows and columns of a tile that exist.
@inline(__always)
private func store<Tile: TileBlock>(
  _ tile: Tile, _ output: UnsafeMutablePointer<Tile.Scalar>, _ outputStride: Int, rows: Int,
  columns: Int
) {
  let width = Tile.Panel.width
  if rows == Tile.rows, columns == width {
    tile.store(output, stride: outputStride)
    return
  }
  withUnsafeTemporaryAllocation(of: Tile.Scalar.self, capacity: Tile.rows * width) {
    let all = $0.baseAddress.unsafelyUnwrapped
    tile.store(all, stride: width)
    for row in 0..<rows {
      for column in 0..<columns { output[row * outputStride + column] = all[row * width + column] }
    }
  }
}
