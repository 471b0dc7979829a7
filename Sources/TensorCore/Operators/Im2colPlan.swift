/// Forming patch matrices, made ready for data of one shape and the type it is carried in.
final class Im2colPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let padMode: PadMode
  let padValue: Scalar
  private let rows: PatchRows

  /// Columns of the matrix.
  var outputChannels: Int { rows.length }
  var operationsInRow: Double { Double(layout.positionsInRow) * Double(outputChannels) }

  init(
    _ options: ConvolutionOptions, _ window: Window, channels: Int, padValue: Scalar
  ) throws(GeometryError) {
    layout = try BandLayout(window, channels: channels)
    padMode = options.padMode
    self.padValue = padValue
    rows = PatchRows(
      offsets: PatchColumns.offsets(
        options, window, pitches: [layout.pitch] + layout.innerPitches, channels: channels))
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    forEachPositionBlock(work, part: part, of: parts, grain: 1) { pixels, first in
      rows.copy(work.band, pixels, to: work.output + first * rows.length)
    }
  }
}
