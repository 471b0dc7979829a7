import KernelInterface

/// A matrix B made ready to be multiplied from the left by the tile kernel.
///
///     result[m, n] = fma chain from start[n] over k of A[m, k] · B[k, n]
struct PackedMatrix<Scalar: ComputeScalar>: Sendable {
  /// K and N.
  let rows: Int
  let columns: Int
  /// Rows of A that are multiplied at once: shares of some are best multiples of that.
  var tileRows: Int { kernels.tileRows }
  private let kernels: KernelTable<Scalar>
  private let panels: PlacedArray<Scalar>
  private let starts: [Scalar]
  private let runs: [Run]
  private let runsAreShort: Bool
  private let width: Int

  /// - Parameters:
  ///   - elements: K×N in row-major order, K and N at least 1.
  ///   - start: N values; nil: +0.
  init(
    _ elements: [Scalar], rows: Int, columns: Int, start: [Scalar]? = nil,
    kernels: KernelTable<Scalar>
  ) throws(MemoryError) {
    self.rows = rows
    self.columns = columns
    self.kernels = kernels
    width = kernels.panelWidth(channels: columns)
    panels = try TapMatrices(elements: elements, groups: 1, inputs: rows, outputs: columns)
      .panels(taps: [0], width: width)
    let padded = columns.roundedUp(toMultipleOf: width)
    starts =
      (start ?? [Scalar](repeating: 0, count: columns))
      + [Scalar](repeating: 0, count: padded - columns)
    (runs, runsAreShort) = BandLayout.tileRuns(
      taps: [0], count: rows, mayBeShort: width > kernels.lanes)
  }

  /// Multiplies `count` rows of A, which follow each other, and writes as many of the result.
  ///
  /// - Parameter outputStride: elements from one row of the result to the next.
  func multiply(
    _ a: UnsafePointer<Scalar>, count: Int, to output: UnsafeMutablePointer<Scalar>,
    outputStride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: positionsInBlock + kernels.tileRows) {
      let pixels = $0.baseAddress!
      var first = 0
      while first < count {
        let block = min(positionsInBlock, count - first)
        for i in 0..<(block + kernels.tileRows) { pixels[i] = min(i, block - 1) * rows }
        multiply(
          a + first * rows, pixels, count: block, to: output + first * outputStride, outputStride)
        first += block
      }
    }
  }

  private func multiply(
    _ a: UnsafePointer<Scalar>, _ pixels: UnsafePointer<Int>, count: Int,
    to output: UnsafeMutablePointer<Scalar>, _ outputStride: Int
  ) {
    runs.withUnsafeBufferPointer { runs in
      starts.withUnsafeBufferPointer { starts in
        var job = TileJob(
          input: a, pixels: pixels, pixelCount: count, runs: runs.baseAddress!,
          runCount: runs.count, weights: panels.start, weightStep: width,
          panelStride: rows * width, channels: columns, start: starts.baseAddress!,
          output: output, outputStride: outputStride)
        job.runsAreShort = runsAreShort
        kernels.convolveTiles(job)
      }
    }
  }
}
