/// Where an operator finds the padded rows that it reads: in bands that are filled in turn,
/// or, where nothing is to be padded for it or converted, in a mapped file itself.
///
/// One thread advances at a time; the rows of turns before may be read meanwhile.
final class BandFeed<Scalar: ComputeScalar>: @unchecked Sendable {
  private enum Place {
    case bands([Band<Scalar>], BandFiller<Scalar>)
    /// Bands that are each filled by whoever computes them.
    case ownBands([Band<Scalar>], BandFiller<Scalar>)
    case mapped(UnsafePointer<Scalar>)
  }

  private let place: Place
  /// See `BandWork`.
  let lacksPadding: Bool
  private let source: ElementSource<Scalar>
  private let layout: BandLayout
  /// Real elements of a row.
  private let rowLength: Int
  /// Mapped: rows given back to the system, and where those of the last turns start.
  private var passed = 0
  private var starts: [Int]

  /// - Parameters:
  ///   - inPlace: whether rows need no band, if the source lies in memory.
  ///   - slots: how many turns are in use at a time, the one that is advanced to among them.
  ///   - fillsApart: whether who computes a turn fills its band, if rows can be read from any
  ///     place.
  ///   - capacity: padded rows of a band.
  ///   - slack: elements that may be read past the last row.
  init(
    _ operation: some WindowedOperator<Scalar>, source: ElementSource<Scalar>, inPlace: Bool,
    slots: Int, fillsApart: Bool, capacity: Int, slack: Int
  ) throws {
    let (layout, mode, fill) = (operation.layout, operation.padMode, operation.padValue)
    self.layout = layout
    self.source = source
    starts = [Int](repeating: 0, count: slots)
    rowLength = layout.inner.reduce(layout.channels) { $0 * $1.input }
    if inPlace, let start = source.inPlace(slack: slack) {
      lacksPadding = layout.hasPadding
      place = .mapped(start)
    } else {
      lacksPadding = false
      let bands = try (0..<slots).map { _ in
        try Band<Scalar>(
          capacity: capacity, pitch: layout.pitch, slack: slack,
          padding: Self.padding(layout), fill: fill)
      }
      let mapped = fillsApart && !mode.needsWholeImage ? source.mapped : nil
      let filler = BandFiller(
        layout: layout, mode: mode, fill: fill, source: source, mapped: mapped)
      place = mapped == nil ? .bands(bands, filler) : .ownBands(bands, filler)
    }
  }

  /// The padding inside a row: at both ends of a line, or, in planes, anywhere.
  private static func padding(_ layout: BandLayout) -> [Range<Int>] {
    guard let last = layout.inner.last else { return [] }
    guard layout.inner.count == 1 else { return [0..<layout.pitch] }
    let end = (last.before + last.input) * layout.channels
    return [0..<(last.before * layout.channels), end..<layout.pitch].filter { !$0.isEmpty }
  }

  /// Sees to it that the padded rows `needed` are there in a turn, or can be filled. Turns follow
  /// each other from 0 on, and ranges only move forward.
  func advance(_ turn: Int, to needed: Range<Int>) throws {
    switch place {
    case .bands(let bands, let filler):
      try filler.advance(
        bands[turn % bands.count],
        from: turn == 0 ? nil : bands[(turn - 1) % bands.count], to: needed)
    case .ownBands(_, let filler): try filler.pass(to: oldestRow(turn, needed))
    case .mapped:
      let first = layout.realRows(before: oldestRow(turn, needed))
      try source.skip((first - passed) * rowLength)
      passed = first
    }
  }

  /// Where the oldest of the turns starts that are in use.
  private func oldestRow(_ turn: Int, _ needed: Range<Int>) -> Int {
    starts[turn % starts.count] = needed.lowerBound
    return starts[max(0, turn + 1 - starts.count) % starts.count]
  }

  /// Called by the thread that computes a turn, whose rows `advance` has seen to.
  func fill(_ turn: Int, with needed: Range<Int>) {
    guard case .ownBands(let bands, let filler) = place else { return }
    filler.fill(bands[turn % bands.count], with: needed)
  }

  /// What the turn after this one reads first, about `rows` rows, if it lies in memory.
  ///
  /// - Parameter needed: the padded rows of this turn, which `advance` has seen to.
  func ahead(of needed: Range<Int>, rows: Int) -> UnsafeRawBufferPointer {
    switch place {
    case .bands: source.ahead(skipping: 0, count: rows * rowLength)
    case .ownBands: .empty
    case .mapped:
      source.ahead(
        skipping: (layout.realRows(before: needed.upperBound) - passed) * rowLength,
        count: rows * rowLength)
    }
  }

  /// The rows of a turn: where the first one is, and which.
  func rows(_ turn: Int) -> (start: UnsafePointer<Scalar>, first: Int) {
    switch place {
    case .bands(let bands, _), .ownBands(let bands, _):
      (bands[turn % bands.count].start, bands[turn % bands.count].rows.lowerBound)
    case .mapped(let start): (start, 0)
    }
  }
}
