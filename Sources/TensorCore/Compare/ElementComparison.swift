/// Compares the elements of the next arrays of two streams.
struct ElementComparison: ElementVisitor {
  let actual: TensorReader
  let expected: TensorReader
  /// What `StreamComparison.magnitudes` has for them.
  let magnitudes: PendingArray?
  /// Of both.
  let header: NPYHeader
  let array: Int
  let options: StreamComparison

  func visit<Element: StoredElement>(_: Element.Type) throws -> ArrayComparison {
    guard case .sums(let terms) = options.criterion else {
      return try compare(rule, as: Element.self)
    }
    let factor = 2 * Tolerance.gamma(terms, header.elementType)
    guard factor.isFinite else { throw ComparisonError.noBound(terms, header.elementType) }
    func bounded(scale: Double?) -> Tolerance.Rule {
      .rounding(terms: terms, factor: factor, scale: scale)
    }
    if let magnitudes {
      try checkShape(magnitudes)
      return try compare(bounded(scale: nil), magnitudes: magnitudes, as: Element.self)
    }
    func scale(_ bytes: UnsafeRawBufferPointer) throws -> Double {
      try Summary(bytes, header.elementType).rootMeanSquare * Double(terms).squareRoot()
    }
    // The scale is known when all elements have been seen: they are read again where they lie.
    if let place = expected.inPlace(slack: 0) {
      let bytes = UnsafeRawBufferPointer(
        start: place, count: header.shape.count * MemoryLayout<Element>.stride)
      return try compare(bounded(scale: try scale(bytes)), as: Element.self)
    }
    let held = try expected.readTensor()
    return try held.withBytes { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      var comparer = comparer(bounded(scale: try scale(bytes)), as: Element.self)
      var done = 0
      try actual.read(count: actual.remaining) { piece in
        comparer.compare(
          piece, UnsafeRawBufferPointer(rebasing: bytes[done..<(done + piece.count)]))
        done += piece.count
      }
      return comparer.result
    }
  }

  private var rule: Tolerance.Rule {
    if case .rule(let rule) = options.criterion {
      rule
    } else {
      Tolerance.usual(for: header.elementType)
    }
  }

  private func comparer<Element: StoredElement>(
    _ rule: Tolerance.Rule, as _: Element.Type
  ) -> ArrayComparer<Element> {
    ArrayComparer(
      header, Tolerance(rule, nanEqualsNaN: options.nanEqualsNaN), shown: options.shown)
  }

  private func compare<Element: StoredElement>(
    _ rule: Tolerance.Rule, magnitudes: PendingArray? = nil, as _: Element.Type
  ) throws -> ArrayComparison {
    var comparer = comparer(rule, as: Element.self)
    let size = MemoryLayout<Element>.stride
    try actual.read(count: actual.remaining) { (bytes) throws(StreamError) in
      var done = 0
      try expected.read(count: bytes.count / size) { (other) throws(StreamError) in
        let piece = UnsafeRawBufferPointer(rebasing: bytes[done..<(done + other.count)])
        done += other.count
        guard let magnitudes else { return comparer.compare(piece, other) }
        var start = 0
        try magnitudes.reader.read(count: other.count / size) { stored in
          let type = magnitudes.header.elementType
          let count = stored.count / type.byteCount
          withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { numbers in
            Conversion.widen(stored.baseAddress!, type, to: numbers.baseAddress!, count: count)
            let range = (start * size)..<((start + count) * size)
            comparer.compare(
              UnsafeRawBufferPointer(rebasing: piece[range]),
              UnsafeRawBufferPointer(rebasing: other[range]), magnitudes: numbers.baseAddress!)
          }
          start += count
        }
      }
    }
    return comparer.result
  }

  private func checkShape(_ magnitudes: PendingArray) throws(ComparisonError) {
    let found = magnitudes.header.shape
    guard found != header.shape else { return }
    throw .magnitudeShape(
      stream: magnitudes.reader.name, array: array, found, expected: header.shape)
  }
}
