/// Positions of one phase sorted by which taps of their windows meet padding.
///
/// Along an axis these are taps at the start or at the end of the kernel, so that there are few
/// classes: nine for a 3×3 kernel over one row and one column of padding.
struct PaddingClasses: Sendable {
  /// For each class which of the phase's taps meet padding. In the first one, none.
  let padded: [[Bool]]
  /// For each class those that have some of its padded taps and no others, most first.
  let hosts: [[Int]]
  private let rows: BandAxis
  private let rowRanges: [Range<Int>]
  /// For each class of rows the stretches of the phase's positions in a row that are of one
  /// class.
  private let stretches: [[Stretch]]

  struct Stretch: Sendable {
    let number: Int
    /// Counted in the phase's positions.
    let positions: Range<Int>
  }

  static var mostClasses: Int { 64 }
  /// In shorter rows each position would take longer to sort than it gains.
  private static var fewestPositions: Int { 4 }

  /// Fails where no window meets padding, windows do it in too many ways, or rows are short.
  init?(_ layout: BandLayout, phase: Int) {
    let phase = layout.phases[phase]
    guard phase.positions.count >= Self.fewestPositions else { return nil }
    let axes = layout.axes
    let first = phase.positions[0]
    // Where the phase's first position lies on each inner axis tells the axis's phase.
    var rest = first
    var axisPhases = [Int](repeating: phase.row, count: axes.count)
    for a in axes.indices.dropFirst().reversed() {
      axisPhases[a] = axes[a].phase(rest % axes[a].output)
      rest /= axes[a].output
    }
    let ranges = axes.indices.map { axes[$0].realRanges(phase: axisPhases[$0]) }
    let count = ranges.reduce(1) { min($0 * $1.count, 1 << 20) }
    guard count > 1, count <= Self.mostClasses else { return nil }
    rows = axes[0]
    rowRanges = ranges[0]
    let innerCount = count / ranges[0].count
    let inner = phase.positions.map { position in
      var (rest, weight, number) = (position, 1, 0)
      for a in axes.indices.dropFirst().reversed() {
        let range = axes[a].realTaps(rest % axes[a].output)
        number += weight * ranges[a].firstIndex(of: range)!
        weight *= ranges[a].count
        rest /= axes[a].output
      }
      return number
    }
    var padded: [[Bool]] = []
    let numbers = (0..<count).map { combination in
      var rest = combination
      var chosen: [Range<Int>] = []
      for list in ranges.reversed() {
        chosen.insert(list[rest % list.count], at: 0)
        rest /= list.count
      }
      let flags = Self.padded(
        chosen, taps: axes.indices.map { axes[$0].phases[axisPhases[$0]].count })
      if let same = padded.firstIndex(of: flags) { return same }
      padded.append(flags)
      return padded.count - 1
    }
    stretches = ranges[0].indices.map { row in
      Self.stretches(inner.map { numbers[row * innerCount + $0] })
    }
    self.padded = padded
    hosts = padded.indices.map { own in
      padded.indices.filter { other in
        other != own && zip(padded[other], padded[own]).allSatisfy { !$0 || $1 }
      }.sorted { padded[$0].count { $0 } > padded[$1].count { $0 } }
    }
  }

  /// Which taps are outside the real range of some axis, the last axis fastest.
  private static func padded(_ real: [Range<Int>], taps: [Int]) -> [Bool] {
    zip(real, taps).reduce([false]) { flags, axis in
      flags.flatMap { flag in (0..<axis.1).map { flag || !axis.0.contains($0) } }
    }
  }

  private static func stretches(_ numbers: [Int]) -> [Stretch] {
    var stretches: [Stretch] = []
    var first = 0
    while first < numbers.count {
      let end = numbers[first...].firstIndex { $0 != numbers[first] } ?? numbers.count
      stretches.append(Stretch(number: numbers[first], positions: first..<end))
      first = end
    }
    return stretches
  }

  /// The stretches of an output row, which is counted from its image's first.
  func stretches(ofRow row: Int) -> [Stretch] {
    let start = rows.start(row)
    // Most rows meet no padding.
    if start >= rows.before, start + rows.span <= rows.before + rows.input { return stretches[0] }
    return stretches[rowRanges.firstIndex(of: rows.realTaps(row))!]
  }
}
