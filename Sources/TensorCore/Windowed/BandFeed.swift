/// Where an operator finds the padded rows that it reads: in bands that are filled in turn,
/// or, where nothing is to be padded or converted, in a mapped file itself.
///
/// One thread advances at a time; the rows of the turn before may be read meanwhile.
final class BandFeed<Scalar: ComputeScalar>: @unchecked Sendable {
  private enum Place {
    case bands([Band<Scalar>], BandFiller<Scalar>)
    case mapped(UnsafePointer<Scalar>)
  }

  private let place: Place
  private let source: ElementSource<Scalar>
  private let pitch: Int
  /// Real elements of a row.
  private let rowLength: Int
  /// Mapped: rows given back to the system, and those that will be next.
  private var passed = 0
  private var nextToPass = 0

  /// - Parameters:
  ///   - bandCount: two, or one if no turn begins while the one before is in use.
  ///   - capacity: padded rows of a band.
  ///   - slack: elements that may be read past the last row.
  init(
    layout: BandLayout, mode: PadMode, fill: Scalar, source: ElementSource<Scalar>, bandCount: Int,
    capacity: Int, slack: Int
  ) throws {
    self.source = source
    pitch = layout.pitch
    rowLength = layout.inner.reduce(layout.channels) { $0 * $1.input }
    if layout.axes.allSatisfy({ $0.padded == $0.input }), let start = source.inPlace(slack: slack) {
      place = .mapped(start)
    } else {
      let bands = try (0..<bandCount).map { _ in
        try Band<Scalar>(
          capacity: capacity, pitch: layout.pitch, slack: slack,
          padding: Self.padding(layout), fill: fill)
      }
      place = .bands(bands, BandFiller(layout: layout, mode: mode, fill: fill, source: source))
    }
  }

  /// The padding inside a row: at both ends of a line, or, in planes, anywhere.
  private static func padding(_ layout: BandLayout) -> [Range<Int>] {
    guard let last = layout.inner.last else { return [] }
    guard layout.inner.count == 1 else { return [0..<layout.pitch] }
    let end = (last.before + last.input) * layout.channels
    return [0..<(last.before * layout.channels), end..<layout.pitch].filter { !$0.isEmpty }
  }

  /// Sees to it that the padded rows `needed` are there in a turn. Turns follow each other from 0
  /// on, and ranges only move forward.
  func advance(_ turn: Int, to needed: Range<Int>) throws {
    switch place {
    case .bands(let bands, let filler):
      try filler.advance(
        bands[turn % bands.count],
        from: turn == 0 ? nil : bands[(turn - 1) % bands.count], to: needed)
    case .mapped:
      // The rows of the turn before may still be in use.
      try source.skip((nextToPass - passed) * pitch)
      passed = nextToPass
      nextToPass = needed.lowerBound
    }
  }

  /// What the turn after this one reads first, about `rows` rows, if it lies in memory.
  ///
  /// - Parameter needed: the padded rows of this turn, which `advance` has seen to.
  func ahead(of needed: Range<Int>, rows: Int) -> UnsafeRawBufferPointer {
    switch place {
    case .bands: source.ahead(skipping: 0, count: rows * rowLength)
    case .mapped:
      source.ahead(skipping: (needed.upperBound - passed) * pitch, count: rows * pitch)
    }
  }

  /// The rows of a turn: where the first one is, and which.
  func rows(_ turn: Int) -> (start: UnsafePointer<Scalar>, first: Int) {
    switch place {
    case .bands(let bands, _):
      (bands[turn % bands.count].start, bands[turn % bands.count].rows.lowerBound)
    case .mapped(let start): (start, 0)
    }
  }
}
