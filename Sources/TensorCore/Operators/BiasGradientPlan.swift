import KernelInterface

/// Sums of dOutput on the tile kernel: one row whose input is 1 at every position, so that each
/// fused multiply-add is an addition.
final class BiasGradientPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  let sums: BlockSums<Scalar>
  private let kernels: KernelTable<Scalar>
  private let pixels: [Int]

  var outputChannels: Int { 0 }
  var padMode: PadMode { .zero }
  var padValue: Scalar { 0 }
  var operationsInRow: Double { Double(layout.positionsInRow) * sums.productsInPosition }
  var needsTurnBefore: Bool { true }

  init(layout: BandLayout, sums: BlockSums<Scalar>, kernels: KernelTable<Scalar>) {
    self.layout = layout
    self.sums = sums
    self.kernels = kernels
    pixels = [Int](repeating: 0, count: kernels.tileRows)
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    guard part == 0 else { return }
    let inRow = layout.positionsInRow
    let first = work.rows.lowerBound * inRow
    let channels = layout.channels
    let dOutput = work.band + (work.rows.lowerBound - work.firstRow) * layout.pitch
    for segment in sums.segments(first..<(work.rows.upperBound * inRow)) {
      let runs = [Run(offset: 0, count: segment.range.count)]
      let weights = dOutput + (segment.range.lowerBound - first) * channels
      sums.add(segment, group: 0, rows: 0..<1) { target, start, startStride in
        pixels.withUnsafeBufferPointer { pixels in
          runs.withUnsafeBufferPointer { runs in
            withUnsafePointer(to: Scalar(1)) { one in
              kernels.convolveTiles(
                TileJob(
                  input: one, pixels: pixels.baseAddress!, pixelCount: 1,
                  runs: runs.baseAddress!, runCount: 1, inputStep: 0, weights: weights,
                  weightStep: channels, panelStride: kernels.panelWidth(channels: channels),
                  channels: channels, start: start, startStride: startStride, output: target,
                  outputStride: sums.columnPitch))
            }
          }
        }
      }
    }
  }
}
