import KernelInterface

/// A convolution by Winograd's minimal filtering: tiles of outputs, each computed from a tile of
/// inputs through transforms and one matrix product for each element of the transformed tile.
///
/// One 'row' of this operator is a row of tiles and one position is a tile: tiles lie on a grid
/// from each image's first output on, whatever the band. All products are chains of fused
/// multiply-adds from +0, the last transform's from the bias, so results depend neither on the
/// machine nor on the threads. They are not those of the direct chain.
final class WinogradPlan<Scalar: ComputeScalar>: WindowedOperator, Sendable {
  let layout: BandLayout
  /// Room for a tile of results.
  let outputChannels: Int
  let padMode: PadMode
  let padValue: Scalar

  var operationsInRow: Double {
    Double(layout.positionsInRow) * Double(layout.phases[0].taps.count)
      * Double(layout.channels) * Double(outputs)
  }

  private let transform: WinogradTransform
  private let kernels: KernelTable<Scalar>
  private let outputs: Int
  /// Results in one row of the image.
  private let imageColumns: Int
  /// Where the rows of a transform's matrix start.
  private let matrixRows: [Int]
  private let inputMatrix: [Scalar]
  private let outputMatrix: [Scalar]
  /// For each element of a transformed tile the matrix from input to output channels.
  private let matrices: [PackedMatrix<Scalar>]
  private let bias: [Scalar]
  private let zeros: [Scalar]

  /// Tiles whose transforms are held at a time.
  private static var tilesAtOnce: Int { 48 }

  /// - Parameters:
  ///   - window: of the convolution, 3×3 without stride and dilation.
  ///   - matrices: of one group.
  init(
    _ transform: WinogradTransform, window: Window, channels: Int, matrices: TapMatrices<Scalar>,
    bias: [Scalar]?, padMode: PadMode, kernels: KernelTable<Scalar>
  ) throws {
    let tile = transform.outputs
    layout = try BandLayout(
      axes: window.axes.map { BandAxis(tiles: $0, outputs: tile, inputs: transform.inputs) },
      channels: channels)
    self.transform = transform
    self.kernels = kernels
    self.padMode = padMode
    padValue = padMode.value(as: Scalar.self)
    outputs = matrices.outputs
    outputChannels = tile * tile * outputs
    imageColumns = window.axes[1].output
    matrixRows = (0..<(transform.inputs + kernels.tileRows)).map {
      min($0, transform.inputs - 1) * transform.inputs
    }
    inputMatrix = transform.input.map { Scalar($0) }
    outputMatrix = transform.output.map { Scalar($0) }
    let pairs = channels * outputs
    let elements = transform.inputs * transform.inputs
    var transformed = [[Scalar]](
      repeating: [Scalar](repeating: 0, count: pairs), count: elements)
    for pair in 0..<pairs {
      let kernel = (0..<9).map { Double(matrices.elements[$0 * pairs + pair]) }
      for (element, value) in transform.transformed(kernel).enumerated() {
        transformed[element][pair] = Scalar(value)
      }
    }
    self.matrices = try transformed.map {
      try PackedMatrix($0, rows: channels, columns: matrices.outputs, kernels: kernels)
    }
    let widest = Self.tilesAtOnce * max(channels, outputs) + kernelSlack
    zeros = [Scalar](repeating: 0, count: widest)
    self.bias =
      (bias ?? [Scalar](repeating: 0, count: outputs))
      + [Scalar](repeating: 0, count: kernelSlack)
  }

  /// Takes the results and hands them on as those of an image.
  func rows(for sink: ElementSink<Scalar>, _ result: DataShape) -> TileRows<Scalar> {
    TileRows(
      sink, imageRows: result.spatial[0], tileRows: transform.outputs,
      rowLength: imageColumns * outputs, pitch: layout.positionsInRow * outputChannels)
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let n = transform.inputs
    let size = n * n * Self.tilesAtOnce * max(layout.channels, outputs) + kernelSlack
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * size) { memory in
      let (first, second) = (memory.baseAddress!, memory.baseAddress! + size)
      forEachPositionBlock(work, part: part, of: parts, grain: kernels.tileRows) {
        pixels, firstTile in
        for start in stride(from: 0, to: pixels.count, by: Self.tilesAtOnce) {
          let count = min(Self.tilesAtOnce, pixels.count - start)
          let tiles = UnsafeBufferPointer(rebasing: pixels[start..<(start + count)])
          transformInput(work.band, tiles, to: first, by: second)
          for element in 0..<(n * n) {
            matrices[element].multiply(
              first + element * count * layout.channels, count: count,
              to: second + element * count * outputs, outputStride: outputs)
          }
          transformOutput(
            second, firstTile: firstTile + start, count: count, to: work.output, by: first)
        }
      }
    }
  }

  /// Bᵀ·d·B of some tiles, as `inputs × inputs` matrices `tiles × channels`.
  private func transformInput(
    _ band: UnsafePointer<Scalar>, _ tiles: UnsafeBufferPointer<Int>,
    to target: UnsafeMutablePointer<Scalar>, by half: UnsafeMutablePointer<Scalar>
  ) {
    let (n, channels) = (transform.inputs, layout.channels)
    let size = tiles.count * channels
    // Down the columns of each tile, then along the rows of all tiles at once.
    for (tile, pixel) in tiles.enumerated() {
      for column in 0..<n {
        multiply(
          inputMatrix, rows: n, by: band + pixel + column * channels, step: layout.pitch,
          columns: channels, start: zeros, to: half + column * size + tile * channels,
          stride: n * size)
      }
    }
    for row in 0..<n {
      multiply(
        inputMatrix, rows: n, by: half + row * n * size, step: size, columns: size,
        start: zeros, to: target + row * n * size, stride: size)
    }
  }

  /// Aᵀ·M·A of some tiles and the bias, each into its place among the results.
  private func transformOutput(
    _ products: UnsafePointer<Scalar>, firstTile: Int, count: Int,
    to target: UnsafeMutablePointer<Scalar>, by half: UnsafeMutablePointer<Scalar>
  ) {
    let (n, m) = (transform.inputs, transform.outputs)
    let size = count * outputs
    for column in 0..<n {
      multiply(
        outputMatrix, rows: m, by: products + column * size, step: n * size, columns: size,
        start: zeros, to: half + column * size, stride: n * size)
    }
    for tile in 0..<count {
      let (row, column) = (firstTile + tile).quotientAndRemainder(
        dividingBy: layout.positionsInRow)
      let results =
        target + row * layout.positionsInRow * outputChannels + column * m * outputs
      for y in 0..<m {
        multiply(
          outputMatrix, rows: min(m, imageColumns - column * m),
          by: half + y * n * size + tile * outputs, step: size, columns: outputs, start: bias,
          to: results + y * imageColumns * outputs, stride: outputs)
      }
    }
  }

  /// The first rows of a transform's matrix times vectors over channels, `step` apart.
  private func multiply(
    _ matrix: [Scalar], rows: Int, by vectors: UnsafePointer<Scalar>, step: Int, columns: Int,
    start: [Scalar], to target: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let n = transform.inputs
    matrixRows.withUnsafeBufferPointer { starts in
      matrix.withUnsafeBufferPointer { matrix in
        start.withUnsafeBufferPointer { start in
          withUnsafePointer(to: Run(offset: 0, count: n)) { run in
            kernels.convolveTiles(
              TileJob(
                input: matrix.baseAddress!, pixels: starts.baseAddress!, pixelCount: rows,
                runs: run, runCount: 1, weights: vectors, weightStep: step,
                panelStride: kernels.panelWidth(channels: columns), channels: columns,
                start: start.baseAddress!, output: target, outputStride: stride))
          }
        }
      }
    }
  }
}
