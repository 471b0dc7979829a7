/// The adjoint of padding with values of the input: takes the gradient of the padded array, row
/// by row, and passes on the gradient of the array.
///
/// Copying modes: each padded cell is added onto the cell that it copies, in row-major order of
/// the padded array, by plain additions from +0. Rows wait only as long as cells that copy them
/// are to come. `mean`: the padding's cells are summed in float64 in row-major order and divided
/// by the number of the image's positions; that, rounded once, is added to every cell.
final class PaddingFold<Scalar: ComputeScalar>: RowPartner, @unchecked Sendable {
  private let channels: Int
  private let window: AdjointWindow
  private let mode: PadMode
  private let paddedRows: Int
  /// Of a padded row. Made when the first one is there: a header alone may promise any length.
  private lazy var stretches = makeStretches()
  private let paddedLength: Int
  private let rowLength: Int
  private let positions: Int
  private var isMean: Bool { mode == .mean }
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
    (self.window, self.mode, self.channels, self.sink) = (window, mode, channels, sink)
    let padded = zip(window.axes, window.after).map { $0.before + $0.output + $1 }
    paddedRows = padded[0]
    rowLength = window.axes.dropFirst().reduce(channels) { $0 * $1.output }
    paddedLength = padded.dropFirst().reduce(channels, *)
    positions = window.axes.reduce(1) { $0 * $1.output }
    sums = [Double](repeating: 0, count: channels)
  }

  /// Which row a padded row is added onto; nil: it belongs to the mean.
  private func row(_ padded: Int) -> Int? {
    mode.source(of: padded - window.axes[0].before, input: window.axes[0].output)
  }

  /// The last padded row that is added onto a row. Rows are passed on in order, and with a mean none before
  /// the last of all.
  private func lastUse(_ row: Int) -> Int {
    let axis = window.axes[0]
    return isMean
      ? paddedRows - 1
      : axis.before + mode.lastCopy(of: row, input: axis.output, after: window.after[0])
  }

  private func makeStretches() -> [Stretch] {
    var targets: [Int?] = [0]
    for (axis, after) in zip(window.axes, window.after).dropFirst() {
      let map = (-axis.before..<axis.output + after).map {
        mode.source(of: $0, input: axis.output)
      }
      targets = targets.flatMap { outer in
        map.map { inner in outer.flatMap { o in inner.map { o * axis.output + $0 } } }
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

  func take(_ results: UnsafePointer<Scalar>, _ count: Int) throws {
    for start in stride(from: 0, to: count, by: paddedLength) {
      fold(results + start)
      try passOn()
    }
  }

  private func fold(_ padded: UnsafePointer<Scalar>) {
    let row = row(nextPadded)
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
    while done < pending.count, lastUse(firstPending + done) < nextPadded {
      for i in 0..<rowLength {
        if isMean { pending[done][i] += shares[i % channels] }
        if pending[done][i].isNaN { pending[done][i] = .quietNaN }
      }
      try sink.write(pending[done], rowLength)
      done += 1
    }
    pending.removeFirst(done)
    firstPending += done
    if nextPadded == paddedRows {
      (nextPadded, firstPending) = (0, 0)
      sums = sums.map { _ in 0 }
    }
  }
}
