/// How finite numbers are spread: counts in bins of one width.
///
/// The width is a power of two, the smallest for which at most `bins` bins reach from the
/// smallest number to the largest, and bin borders are its multiples. So a border is a short
/// number, one pass over a stream is enough (two bins of a width make one of the next), and
/// the counts depend on the numbers alone, not on their order.
public struct Histogram: Equatable, Sendable {
  /// The most bins.
  public let bins: Int
  /// Numbers in each bin, from the lowest bin that has one to the highest.
  public private(set) var counts: [Int] = []
  /// The lowest bin reaches from `first·width` up to but not `(first + 1)·width`.
  private var first = 0.0
  /// The width is 2 to this power.
  private var exponent = Self.leastExponent

  private static let leastExponent = -1074
  /// Bin numbers beyond this would not be whole numbers of float64.
  private static let largestBin = 0x1p52

  /// - Precondition: at least 4 bins, so that a width that float64 has is enough for all of it.
  public init(bins: Int) {
    precondition(bins >= 4)
    self.bins = bins
  }

  public var width: Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  /// Where bin `index` of `counts` begins; of those that float64 does not hold, its last number on that side, beyond
  /// which nothing lies.
  public func border(_ index: Int) -> Double {
    let most = Double.greatestFiniteMagnitude
    return min(max((first + Double(index)) * width, -most), most)
  }

  mutating func add(_ number: Double) {
    var place = bin(number)
    while place.magnitude > Self.largestBin || spans(place) > Double(bins) {
      coarsen()
      place = bin(number)
    }
    if counts.isEmpty { first = place }
    if place < first {
      counts.insert(contentsOf: repeatElement(0, count: Int(first - place)), at: 0)
      first = place
    }
    let index = Int(place - first)
    if index >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: index + 1 - counts.count))
    }
    counts[index] += 1
  }

  private func bin(_ number: Double) -> Double {
    // Exact but where the quotient overflows, which is too far by any measure, or underflows.
    let quotient = number / width
    return quotient == 0 && number < 0 ? -1 : quotient.rounded(.down)
  }

  /// Bins from the lowest to the highest with one at `place`.
  private func spans(_ place: Double) -> Double {
    counts.isEmpty ? 1 : max(place, first + Double(counts.count - 1)) - min(place, first) + 1
  }

  /// Twice the width.
  private mutating func coarsen() {
    exponent += 1
    guard !counts.isEmpty else { return }
    let halved = (first / 2).rounded(.down)
    let shift = Int(first - 2 * halved)
    var merged = [Int](repeating: 0, count: (counts.count + shift + 1) / 2)
    for (index, count) in counts.enumerated() { merged[(index + shift) / 2] += count }
    (first, counts) = (halved, merged)
  }
}
