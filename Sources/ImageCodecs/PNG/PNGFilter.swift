/// The five filters of PNG (specification, section 9), and the choice between them.
package enum PNGFilter: UInt8, CaseIterable {
  case none, sub, up, average, paeth

  /// Zero bytes that a row must have before it, to stand for the pixel left of the first.
  package static let margin = 16

  private typealias Bytes = SIMD16<UInt8>

  /// Writes the filter's number and the filtered row, `count + 1` bytes: of the five filters,
  /// that whose bytes, taken as signed numbers, have the smallest sum of magnitudes; the first
  /// of equal ones.
  ///
  /// - Parameters:
  ///   - row: `count` bytes with `margin` zero bytes before.
  ///   - above: the row before, likewise; zeros for the first row.
  ///   - distance: bytes from a sample to the same sample of the pixel before, at most `margin`.
  package static func write(
    _ row: UnsafePointer<UInt8>, above: UnsafePointer<UInt8>, count: Int, distance: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let best = choose(row, above, count, distance)
    target[0] = best.rawValue
    best.apply(row, above, count, distance, target + 1)
  }

  private static func choose(
    _ row: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ count: Int, _ distance: Int
  ) -> PNGFilter {
    var sums = SIMD8<Int>(repeating: 0)
    func magnitude(_ byte: UInt8) -> Int { Int(min(byte, 0 &- byte)) }
    let vectors = count / 16
    // Lanes of 16 bits hold the sum of 256 magnitudes.
    for first in stride(from: 0, to: vectors, by: 256) {
      var lanes0 = SIMD16<UInt16>(repeating: 0)
      var (lanes1, lanes2, lanes3, lanes4) = (lanes0, lanes0, lanes0, lanes0)
      for vector in first..<min(first + 256, vectors) {
        let (x, a, b, c) = neighbours(row, above, vector * 16, distance)
        add(x, to: &lanes0)
        add(x &- a, to: &lanes1)
        add(x &- b, to: &lanes2)
        add(x &- mean(a, b), to: &lanes3)
        add(x &- predict(a, b, c), to: &lanes4)
      }
      sums[0] += total(lanes0)
      sums[1] += total(lanes1)
      sums[2] += total(lanes2)
      sums[3] += total(lanes3)
      sums[4] += total(lanes4)
    }
    for i in (vectors * 16)..<count {
      for filter in allCases {
        sums[Int(filter.rawValue)] += magnitude(filter.filtered(row + i, above + i, distance))
      }
    }
    return allCases.min { sums[Int($0.rawValue)] < sums[Int($1.rawValue)] }!
  }

  private func apply(
    _ row: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ count: Int, _ distance: Int,
    _ target: UnsafeMutablePointer<UInt8>
  ) {
    let vectors = count / 16
    let raw = UnsafeMutableRawPointer(target)
    @inline(__always)
    func store(_ body: (Bytes, Bytes, Bytes, Bytes) -> Bytes) {
      for vector in 0..<vectors {
        let (x, a, b, c) = Self.neighbours(row, above, vector * 16, distance)
        raw.storeBytes(of: body(x, a, b, c), toByteOffset: vector * 16, as: Bytes.self)
      }
    }
    switch self {
    case .none: store { x, _, _, _ in x }
    case .sub: store { x, a, _, _ in x &- a }
    case .up: store { x, _, b, _ in x &- b }
    case .average: store { x, a, b, _ in x &- Self.mean(a, b) }
    case .paeth: store { x, a, b, c in x &- Self.predict(a, b, c) }
    }
    for i in (vectors * 16)..<count { target[i] = filtered(row + i, above + i, distance) }
  }

  /// One filtered byte.
  private func filtered(
    _ row: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ distance: Int
  ) -> UInt8 {
    let (x, a, b, c) = (row[0], row[-distance], above[0], above[-distance])
    switch self {
    case .none: return x
    case .sub: return x &- a
    case .up: return x &- b
    case .average: return x &- UInt8((Int(a) + Int(b)) / 2)
    case .paeth:
      let (pa, pb) = (abs(Int(b) - Int(c)), abs(Int(a) - Int(c)))
      let pc = abs(Int(a) + Int(b) - 2 * Int(c))
      return x &- (pa <= pb && pa <= pc ? a : pb <= pc ? b : c)
    }
  }

  /// Sixteen bytes of a row, and what stands left of them, above, and above left.
  @inline(__always)
  private static func neighbours(
    _ row: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ offset: Int, _ distance: Int
  ) -> (Bytes, Bytes, Bytes, Bytes) {
    let row = UnsafeRawPointer(row + offset)
    let above = UnsafeRawPointer(above + offset)
    return (
      row.loadUnaligned(as: Bytes.self), (row - distance).loadUnaligned(as: Bytes.self),
      above.loadUnaligned(as: Bytes.self), (above - distance).loadUnaligned(as: Bytes.self)
    )
  }

  /// (a + b) / 2 without a ninth bit.
  @inline(__always)
  private static func mean(_ a: Bytes, _ b: Bytes) -> Bytes { (a & b) &+ ((a ^ b) &>> 1) }

  /// Of left, above and above left the one nearest to left + above − above left; ties go in this
  /// order (specification, section 9.4).
  @inline(__always)
  private static func predict(_ a: Bytes, _ b: Bytes, _ c: Bytes) -> Bytes {
    typealias Wide = SIMD16<Int16>
    let corner = Wide(truncatingIfNeeded: c)
    let toLeft = Wide(truncatingIfNeeded: b) &- corner
    let toAbove = Wide(truncatingIfNeeded: a) &- corner
    let both = toLeft &+ toAbove
    let zero = Wide(repeating: 0)
    let pa = pointwiseMax(toLeft, zero &- toLeft)
    let pb = pointwiseMax(toAbove, zero &- toAbove)
    let pc = pointwiseMax(both, zero &- both)
    let wide =
      corner
      .replacing(with: Wide(truncatingIfNeeded: b), where: pb .<= pc)
      .replacing(with: Wide(truncatingIfNeeded: a), where: (pa .<= pb) .& (pa .<= pc))
    return Bytes(truncatingIfNeeded: wide)
  }

  @inline(__always)
  private static func add(_ bytes: Bytes, to sums: inout SIMD16<UInt16>) {
    sums &+= SIMD16<UInt16>(
      truncatingIfNeeded: pointwiseMin(bytes, Bytes(repeating: 0) &- bytes))
  }

  private static func total(_ lanes: SIMD16<UInt16>) -> Int {
    lanes.indices.reduce(0) { $0 + Int(lanes[$1]) }
  }
}
