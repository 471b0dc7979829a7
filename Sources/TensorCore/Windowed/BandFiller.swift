/// Fills bands with the rows of an array, in order, and with their padding.
/// One thread uses a filler at a time, but for `fill`.
final class BandFiller<Scalar: ComputeScalar>: @unchecked Sendable {
  private let layout: BandLayout
  private let mode: PadMode
  /// What padding that is no copy holds.
  private let fill: Scalar
  private let source: ElementSource<Scalar>
  /// The source's elements, if bands are to be filled apart from each other.
  private let mapped: MappedElements<Scalar>?
  /// Padded rows passed so far, counted over all images.
  private var passed = 0
  /// The current image, where the mode needs the whole of it.
  private var wholeImage: WholeImage<Scalar>?
  private var wholeImageIndex = -1
  /// Where each line along the innermost axis starts in a padded row, of those with real
  /// elements, and how many of these it has.
  private let lineStarts: [Int]
  private let lineLength: Int

  init(
    layout: BandLayout, mode: PadMode, fill: Scalar, source: ElementSource<Scalar>,
    mapped: MappedElements<Scalar>?
  ) {
    self.layout = layout
    self.mode = mode
    self.fill = fill
    self.source = source
    self.mapped = mapped
    lineLength = (layout.inner.last?.input ?? 1) * layout.channels
    if layout.inner.count == 2, let middle = layout.inner.first {
      lineStarts = (0..<middle.input).map { (middle.before + $0) * layout.innerPitches[0] }
    } else {
      lineStarts = [0]
    }
  }

  private var rowsKept: Int { layout.rowsKept(mode) }
  private var rowsTogether: Int { layout.rowsTogether(mode) }

  /// Makes `band` hold the padded rows `needed`, taking over what `previous` has of them.
  /// Ranges only move forward.
  ///
  /// - Throws: `StreamError.truncated` and other trouble with the source.
  func advance(_ band: Band<Scalar>, from previous: Band<Scalar>?, to needed: Range<Int>) throws {
    let held = rowsHeld(for: needed)
    band.start(
      held.lowerBound..<max(held.upperBound, previous?.rows.upperBound ?? 0), from: previous)
    try skip(to: held.lowerBound)
    try forEachImage(from: passed, to: band.rows.upperBound) { image, rows in
      try fill(band, image: image, rows: rows)
    }
    passed = max(passed, band.rows.upperBound)
  }

  /// Makes `band` hold the padded rows `needed`, where rows are read from any place. Several bands
  /// may be filled at a time.
  func fill(_ band: Band<Scalar>, with needed: Range<Int>) {
    band.start(rowsHeld(for: needed), from: nil)
    do {
      try forEachImage(from: band.rows.lowerBound, to: band.rows.upperBound) { image, rows in
        try fill(band, image: image, rows: rows)
      }
    } catch {
      preconditionFailure("the elements of a mapped array are there: \(error)")
    }
  }

  /// Passes over the rows that no window needs which starts at a padded row or after it, where rows
  /// are read from any place.
  func pass(to row: Int) throws { try skip(to: max(0, row - rowsKept)) }

  /// The rows that a band with the padded rows `needed` holds: those too that padding among them
  /// copies, which are of the same image.
  private func rowsHeld(for needed: Range<Int>) -> Range<Int> {
    let first = needed.lowerBound / layout.paddedRows * layout.paddedRows
    let last = (needed.upperBound - 1) / layout.paddedRows * layout.paddedRows
    return max(first, needed.lowerBound - rowsKept)..<max(needed.upperBound, last + rowsTogether)
  }

  private func skip(to row: Int) throws {
    try forEachImage(from: passed, to: row) { image, rows in
      if mode.needsWholeImage {
        try load(image)
      } else {
        try source.skip(real(rows).count * rowLength)
      }
    }
    passed = max(passed, row)
  }

  /// Splits padded rows into those of each image, counted from the image's first.
  private func forEachImage(
    from start: Int, to end: Int, _ body: (_ image: Int, _ rows: Range<Int>) throws -> Void
  ) rethrows {
    var next = start
    while next < end {
      let (image, first) = next.quotientAndRemainder(dividingBy: layout.paddedRows)
      let last = min(end - image * layout.paddedRows, layout.paddedRows)
      try body(image, first..<last)
      next = image * layout.paddedRows + last
    }
  }

  /// The rows that are no padding.
  private func real(_ rows: Range<Int>) -> Range<Int> {
    rows.clamped(to: layout.rows.before..<(layout.rows.before + layout.rows.input))
  }

  private var rowLength: Int { lineStarts.count * lineLength }

  private func load(_ image: Int) throws {
    guard wholeImageIndex != image else { return }
    wholeImage = try WholeImage(layout: layout, source: source, mean: mode == .mean)
    wholeImageIndex = image
  }

  private func fill(_ band: Band<Scalar>, image: Int, rows: Range<Int>) throws {
    let origin = image * layout.paddedRows
    let real = real(rows)
    if mode.needsWholeImage {
      try load(image)
      for row in real { place(row - layout.rows.before, in: band.row(origin + row)) }
    } else if !real.isEmpty {
      let first = layout.realRows(before: origin + real.lowerBound)
      try read(real.count, from: first, into: band.row(origin + real.lowerBound))
    }
    if padsInside {
      for row in real { padInside(band.row(origin + row)) }
    }
    // Without real rows all are padding, before the image or after it.
    let (before, after) =
      real.isEmpty
      ? (rows, 0..<0) : (rows.lowerBound..<real.lowerBound, real.upperBound..<rows.upperBound)
    for row in [before, after].joined() {
      let target = band.row(origin + row)
      guard let copied = sourceOfPadding(row - layout.rows.before, layout.rows) else {
        fillPixels(target, layout.pitch)
        continue
      }
      if mode.needsWholeImage {
        place(copied, in: target)
        padInside(target)
      } else {
        target.update(
          from: band.row(origin + layout.rows.before + copied), count: layout.pitch)
      }
    }
  }

  /// What padding at `index`, counted from the first real element of an axis, copies.
  private func sourceOfPadding(_ index: Int, _ axis: BandAxis) -> Int? {
    // Past the padding proper lies what a last partial window hangs over; it is no copy.
    index < axis.input + axis.after ? mode.source(of: index, input: axis.input) : nil
  }

  /// - Parameter first: the first of some rows, counted over all images.
  private func read(
    _ count: Int, from first: Int, into target: UnsafeMutablePointer<Scalar>
  ) throws {
    if rowLength == layout.pitch {
      try read(rowLength * count, at: first * rowLength, into: target)
      return
    }
    let before = (layout.inner.last?.before ?? 0) * layout.channels
    var index = first * rowLength
    for row in 0..<count {
      for start in lineStarts {
        try read(lineLength, at: index, into: target + row * layout.pitch + start + before)
        index += lineLength
      }
    }
  }

  private func read(
    _ count: Int, at index: Int, into target: UnsafeMutablePointer<Scalar>
  ) throws {
    if let mapped {
      mapped.read(count, at: index, into: target)
    } else {
      try source.read(count, into: target)
    }
  }

  /// Copies a row of the held image.
  private func place(_ index: Int, in row: UnsafeMutablePointer<Scalar>) {
    let before = (layout.inner.last?.before ?? 0) * layout.channels
    let elements = wholeImage!.row(index)
    for (line, start) in lineStarts.enumerated() {
      (row + start + before).update(from: elements + line * lineLength, count: lineLength)
    }
  }

  private var padsInside: Bool {
    !mode.isConstant && !layout.inner.isEmpty
  }

  /// The padding along the inner axes of a row whose real elements are there. That of a
  /// constant has been there since the band was made.
  private func padInside(_ row: UnsafeMutablePointer<Scalar>) {
    guard padsInside, let last = layout.inner.last else { return }
    // Innermost first: the axis outside it then copies whole lines.
    for start in lineStarts { padAxis(row + start, last, pitch: layout.channels) }
    if layout.inner.count == 2, let middle = layout.inner.first {
      padAxis(row, middle, pitch: layout.innerPitches[0])
    }
  }

  private func padAxis(
    _ base: UnsafeMutablePointer<Scalar>, _ axis: BandAxis, pitch: Int
  ) {
    func pad(_ position: Int) {
      if let copied = sourceOfPadding(position - axis.before, axis) {
        (base + position * pitch).update(
          from: base + (axis.before + copied) * pitch, count: pitch)
      } else {
        fillPixels(base + position * pitch, pitch)
      }
    }
    for position in 0..<axis.before { pad(position) }
    for position in (axis.before + axis.input)..<axis.padded { pad(position) }
  }

  /// Fills pixels with what padding that is no copy holds.
  private func fillPixels(_ target: UnsafeMutablePointer<Scalar>, _ count: Int) {
    guard let means = wholeImage?.means else {
      target.update(repeating: fill, count: count)
      return
    }
    for pixel in 0..<(count / layout.channels) {
      (target + pixel * layout.channels).update(from: means, count: layout.channels)
    }
  }
}
