/// The product of the rows of a matrix A, which stream, with a matrix B.
///
/// A row of A is an image of one position with K channels, so the windowed driver reads, computes
/// and writes it as it does any other.
struct ProductPlan<Scalar: ComputeScalar>: WindowedOperator {
  let layout: BandLayout
  let matrix: PackedMatrix<Scalar>
  var outputChannels: Int { matrix.columns }
  var operationsInRow: Double { Double(matrix.rows) * Double(matrix.columns) }
  var padMode: PadMode { .zero }
  var padValue: Scalar { 0 }

  /// - Parameter rows: of A, in one image.
  init(_ matrix: PackedMatrix<Scalar>, rows: Int) throws(GeometryError) {
    self.matrix = matrix
    layout = try BandLayout(Window(spatial: [rows], kernel: [1]), channels: matrix.rows)
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let share = Range.share(
      work.rows.count, part: part, of: parts, grain: matrix.tileRows)
    let first = work.rows.lowerBound - work.firstRow + share.lowerBound
    matrix.multiply(
      work.band + first * matrix.rows, count: share.count,
      to: work.output + share.lowerBound * outputChannels, outputStride: outputChannels)
  }
}
