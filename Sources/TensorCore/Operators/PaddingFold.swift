/// The adjoint of padding with values of the input: takes the gradient of the padded array, row
/// by row, and passes on the gradient of the array.
///
/// Copying modes: each padded cell is added onto the cell that it copies, in row-major order of
/// the padded array, by plain additions from +0. Rows wait only as long as cells that copy them
/// are to come. `mean`: the padding's cells are summed in float64 in row-major order and divided
/// by the number of the image's positions; that, rounded once, is added to every cell.
final class PaddingFold<Scalar: ComputeScalar>: RowPartner, @unchecked Sendable {
  private let channels: Int
  /// Which row each padded row is added onto; nil: it belongs to the mean.
  private let rows: [Int?]
  /// For each row, the last padded row that is added onto it.
  private let lastUse: [Int]
  private let stretches: [Stretch]
  private let paddedLength: Int
  private let rowLength: Int
  private let positions: Int
  private let isMean: Bool
  private let sink: ElementSink<Scalar>
  var waits: Bool { sink.waits }

  /// Rows of the current image that have begun and not been passed on, from `firstPending` on.
  private var pending: [[Scalar]] = []
  private var firstPending = 0
  private var nextPadded = 0
  private var sums: [Double]

  /// Consecutive elements of a padded row and where they are added; nil: they belong to the mean.
  private struct Stretch {
    var from: Int
    var target: Int?
    var count: Int
  }

  /// - Parameters:
  ///   - window: over the array whose gradient is wanted.
  ///   - channels: of that array.
  init(_ window: AdjointWindow, mode: PadMode, channels: Int, sink: ElementSink<Scalar>) {
    self.channels = channels
    self.sink = sink
    isMean = mode == .mean
    let maps: [[Int?]] = zip(window.axes, window.after).map { axis, after in
      (-axis.before..<axis.output + after).map { mode.source(of: $0, input: axis.output) }
    }
    rows = maps[0]
    var last = [Int](repeating: 0, count: window.axes[0].output)
    for (padded, row) in rows.enumerated() { if let row { last[row] = padded } }
    // Rows are passed on in order, and with a mean none before the last padded row.
    let end = rows.count - 1
    lastUse = mode == .mean ? last.map { _ in end } : last
    let inner = Array(window.axes.dropFirst())
    rowLength = inner.reduce(channels) { $0 * $1.output }
    paddedLength = maps.dropFirst().reduce(channels) { $0 * $1.count }
    positions = window.axes.reduce(1) { $0 * $1.output }
    sums = [Double](repeating: 0, count: channels)
    stretches = Self.stretches(Array(maps.dropFirst()), lengths: inner.map(\.output), channels)
  }

  private static func stretches(_ maps: [[Int?]], lengths: [Int], _ channels: Int) -> [Stretch] {
    var targets: [Int?] = [0]
    for (map, length) in zip(maps, lengths) {
      targets = targets.flatMap { outer in
        map.map { inner in outer.flatMap { o in inner.map { o * length + $0 } } }
      }
    }
    var stretches: [Stretch] = []
    for (position, target) in targets.enumerated() {
      let from = position * channels
      let to = target.map { $0 * channels }
      if let last = stretches.last, (last.target == nil) == (to == nil),
        to == nil || last.target! + last.count == to
      {
        stretches[stretches.count - 1].count += channels
      } else {
        stretches.append(Stretch(from: from, target: to, count: channels))
      }
    }
    return stretches
  }

  func prepare(_: UnsafeMutablePointer<Scalar>, _: Int) {}

  func take(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    for start in stride(from: 0, to: count, by: paddedLength) {
      fold(results + start)
      try passOn()
    }
  }

  private func fold(_ padded: UnsafePointer<Scalar>) {
    let row = rows[nextPadded]
    if let row {
      while firstPending + pending.count <= row {
        pending.append([Scalar](repeating: 0, count: rowLength))
      }
    }
    for stretch in stretches {
      let source = padded + stretch.from
      if let row, let target = stretch.target {
        pending[row - firstPending].withUnsafeMutableBufferPointer {
          let cells = $0.baseAddress! + target
          if isMean {
            cells.update(from: source, count: stretch.count)
          } else {
            for i in 0..<stretch.count { cells[i] += source[i] }
          }
        }
      } else {
        for i in 0..<stretch.count { sums[i % channels] += Double(source[i]) }
      }
    }
    nextPadded += 1
  }

  /// Passes on the rows that are complete.
  private func passOn() throws {
    let shares = isMean ? sums.map { Scalar($0 / Double(positions)) } : []
    var done = 0
    while done < pending.count, lastUse[firstPending + done] < nextPadded {
      for i in 0..<rowLength {
        if isMean { pending[done][i] += shares[i % channels] }
        if pending[done][i].isNaN { pending[done][i] = .quietNaN }
      }
      try sink.write(pending[done], rowLength)
      done += 1
    }
    pending.removeFirst(done)
    firstPending += done
    if nextPadded == rows.count {
      (nextPadded, firstPending) = (0, 0)
      sums = sums.map { _ in 0 }
    }
  }
}
