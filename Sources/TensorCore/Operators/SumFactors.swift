/// How a filter's sums are added to where a vector holds one sum, of a stretch of positions in each
/// lane: sums that meet the same element of dOutput together, in strands of taps that slide over
/// what the row before a tap has met (see `SlidingJob`).
struct SumFactors: Sendable {
  /// Some of a filter row's sums: those that meet the same element of dOutput.
  struct Factor: Sendable {
    /// Of `BlockSums`.
    let matrix: Int
    /// Which element of dOutput at a position.
    let element: Int
    /// Taps of a strand: as far from each other as the same tap of neighbouring positions.
    let taps: Int
    /// Which element the first of each strand meets.
    let strands: [Int]
    /// Of the sums, for each strand its taps.
    let columns: [Int]
  }

  let factors: [Factor]
  /// From one position's elements to the next's, and how many a filter row meets.
  let step: Int
  let span: Int
  /// From one position's elements of dOutput to the next's.
  let outputStep: Int
  /// Positions of an output row: with one filter for all channels, each channel counts as one.
  let positionsInRow: Int
  /// Sums of a filter row.
  let sumsInRow: Int

  /// Sums that are added to at once, about: enough that none waits for the one before.
  private static var sumsAtOnce: Int { 10 }

  /// Nil where a filter row's sums are not sums of consecutive elements.
  init?(layout: BandLayout, outputs: Int, matrices: WeightGradientMatrices) {
    let size = matrices.size
    let channels = layout.channels
    let isShared = matrices.regime == .sharedFilterLanes
    let step = isShared ? 1 : layout.axes.last!.step * channels
    func make(matrix: Int, element: Int, columns: some Sequence<Int>) -> [Factor] {
      Self.factors(matrix: matrix, element: element, columns: Array(columns), step: step)
    }
    switch matrices.regime {
    case .tiles, .elements, .channelLanes: return nil
    case .filterLanes:
      factors = (0..<size.matrices).flatMap {
        make(matrix: $0, element: $0, columns: 0..<size.columns)
      }
    case .channelFilterLanes:
      factors = (0..<channels).flatMap {
        make(
          matrix: 0, element: $0, columns: stride(from: $0, to: size.columns, by: channels))
      }
    case .sharedFilterLanes:
      factors = make(
        matrix: 0, element: 0, columns: stride(from: 0, to: size.columns, by: matrices.tapPitch))
    }
    self.step = step
    span = size.columns
    outputStep = isShared ? 1 : outputs
    positionsInRow = layout.positionsInRow * (isShared ? channels : 1)
    sumsInRow = factors.reduce(0) { $0 + $1.columns.count }
  }

  /// The sums of some columns, as strands of one length each.
  private static func factors(
    matrix: Int, element: Int, columns: [Int], step: Int
  ) -> [Factor] {
    var strands: [[Int]] = []
    for (_, columns) in Dictionary(grouping: columns, by: { $0 % step }).sorted(by: { $0.0 < $1.0 })
    {
      for column in columns {
        if let last = strands.last?.last, last + step == column {
          strands[strands.count - 1].append(column)
        } else {
          strands.append([column])
        }
      }
    }
    return Dictionary(grouping: strands, by: \.count).sorted { $0.key < $1.key }.map {
      taps, strands in
      Factor(
        matrix: matrix, element: element, taps: taps,
        strands: strands.map { $0[0] },
        columns: strands.flatMap { $0 })
    }
  }

  /// How many of some filter rows are best added to at once.
  ///
  /// - Parameter factor: the one that is added; nil: all of them.
  func rowsAtOnce(of rows: Int, _ factor: Factor? = nil) -> Int {
    let columns = factor?.columns.count ?? factors.reduce(1) { max($0, $1.columns.count) }
    return max(1, min(rows, Self.sumsAtOnce / columns))
  }

  /// The sums of some filter rows, in the order in which vectors hold them: factor, row, column.
  func forEachSum(
    _ rows: Range<Int>, _ body: (_ place: Int, _ matrix: Int, _ row: Int, _ column: Int) -> Void
  ) {
    var place = 0
    for factor in factors {
      for row in rows {
        for column in factor.columns {
          body(place, factor.matrix, row, column)
          place += 1
        }
      }
    }
  }
}
