/// An operator whose output rows each need a range of padded input rows: convolution, pooling,
/// im2col. One driver (`WindowedDriver`) reads, slides and writes for all of them.
protocol WindowedOperator<Scalar>: Sendable {
  associatedtype Scalar: ComputeScalar
  var layout: BandLayout { get }
  /// Results at one output position.
  var outputChannels: Int { get }
  /// How many values a result has: a band's buffer holds the first ones of all results, then
  /// the second ones.
  var valuesInResult: Int { get }
  /// What the padding holds.
  var padMode: PadMode { get }
  var padValue: Scalar { get }

  /// Bytes that a band aims at: enough rows to feed the kernels, few enough for the cache, which
  /// holds the results and what is read ahead as well.
  var bandBytes: Int { get }

  /// Whether rows of an array that lies in memory are as good as a band: the operator then gets the
  /// array, and pads what it reads of it.
  var padsByItself: Bool { get }

  /// Output rows that a band is best a multiple of.
  var rowsTogether: Int { get }

  /// About how many multiplications or comparisons an output row takes: what is worth a thread.
  var operationsInRow: Double { get }

  /// Whether a part of some rows adds to what that part of the rows before has made: then it is
  /// computed after that.
  var needsTurnBefore: Bool { get }

  /// Computes one part of the results of some output rows.
  ///
  /// - Parameters:
  ///   - work: the rows and where they lie.
  ///   - part: which of `parts` equal shares of the work, which run at the same time, and at the
  ///     same time as those of other rows.
  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int)
}

extension WindowedOperator {
  var valuesInResult: Int { 1 }
  var rowsTogether: Int { 1 }
  var padsByItself: Bool { false }
  var bandBytes: Int { 1 << 18 }
  var operationsInRow: Double {
    Double(layout.positionsInRow) * Double(outputChannels) * Double(layout.phases[0].taps.count)
  }
  var needsTurnBefore: Bool { false }
}

/// Some output rows whose input is in a band, or in an array in memory.
struct BandWork<Scalar: ComputeScalar>: @unchecked Sendable {
  /// Output rows, counted over all images.
  let rows: Range<Int>
  /// The band, and the padded row that it starts with, counted over all images.
  let band: UnsafePointer<Scalar>
  let firstRow: Int
  /// Whether `band` is the array itself, from its first element on, without the padding that the
  /// layout has: for operators that pad by themselves.
  let lacksPadding: Bool
  /// Results of the first output row, or what the operator reads beside the band, which is not to be
  /// written to; rows follow each other without gaps.
  let output: UnsafeMutablePointer<Scalar>
  /// What is read soon after, by one part alone: of the input, and of the partner.
  let ahead: (input: UnsafeRawBufferPointer, partner: UnsafeRawBufferPointer)

  /// The share of the input ahead that goes with some of the work's positions.
  func ahead(_ layout: BandLayout, positions: Range<Int>) -> UnsafeRawBufferPointer {
    share(of: ahead.input, layout, positions: positions)
  }

  /// The same of the partner.
  func partnerAhead(_ layout: BandLayout, positions: Range<Int>) -> UnsafeRawBufferPointer {
    share(of: ahead.partner, layout, positions: positions)
  }

  private func share(
    of memory: UnsafeRawBufferPointer, _ layout: BandLayout, positions: Range<Int>
  ) -> UnsafeRawBufferPointer {
    guard !memory.isEmpty else { return memory }
    let all = rows.count * layout.positionsInRow
    let (first, end) = (
      memory.count * positions.lowerBound / all, memory.count * positions.upperBound / all
    )
    return UnsafeRawBufferPointer(rebasing: memory[first..<end])
  }

  /// Where the windows of an output row, counted from the first of `rows`, start in the band, in
  /// elements.
  func offset(_ layout: BandLayout, row: Int) -> Int {
    (layout.firstRow(ofOutput: rows.lowerBound + row) - firstRow) * layout.pitch
  }
}
