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

  private let transform: WinogradTransform
  private let kernels: KernelTable<Scalar>
  private let outputs: Int
  /// Results in one row of the image.
  private let imageColumns: Int
  private let inputMatrix: [Scalar]
  private let outputMatrix: [Scalar]
  /// For each element of a transformed tile the matrix from input to output channels.
  private let matrices: [PackedMatrix<Scalar>]
  private let bias: [Scalar]
  private let zeros: [Scalar]

  /// Tiles whose transforms are held at a time.
  private static var tilesAtOnce: Int { 48 }
  /// What the kernels may read past a matrix's end.
  private static var slack: Int { 64 }

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
    self.matrices = transformed.map {
      PackedMatrix($0, rows: channels, columns: matrices.outputs, kernels: kernels)
    }
    let widest = max(channels, outputs) + Self.slack
    zeros = [Scalar](repeating: 0, count: widest)
    self.bias =
      (bias ?? [Scalar](repeating: 0, count: outputs))
      + [Scalar](repeating: 0, count: Self.slack)
  }

  /// Takes the results and hands them on as those of an image.
  func rows(for sink: ElementSink<Scalar>, _ result: DataShape) -> TileRows<Scalar> {
    TileRows(
      sink, imageRows: result.spatial[0], tileRows: transform.outputs,
      rowLength: imageColumns * outputs, pitch: layout.positionsInRow * outputChannels)
  }

  func compute(_ work: BandWork<Scalar>, part: Int, of parts: Int) {
    let (n, m) = (transform.inputs, transform.outputs)
    let atOnce = Self.tilesAtOnce
    let inputSize = n * n * atOnce * layout.channels + Self.slack
    let productSize = n * n * atOnce * outputs + Self.slack
    let scratchSize = n * n * max(layout.channels, outputs) + Self.slack
    let size = inputSize + productSize + scratchSize
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: size) { memory in
      let memory = memory.baseAddress!
      let products = memory + inputSize
      let scratch = products + productSize
      forEachPositionBlock(work, part: part, of: parts, grain: 12) { pixels, first in
        for start in stride(from: 0, to: pixels.count, by: atOnce) {
          let count = min(atOnce, pixels.count - start)
          for i in 0..<count {
            transformInput(
              work.band + pixels[start + i], to: memory + i * layout.channels,
              stride: count * layout.channels, scratch)
          }
          for element in 0..<(n * n) {
            matrices[element].multiply(
              memory + element * count * layout.channels, count: count,
              to: products + element * count * outputs, outputStride: outputs)
          }
          for i in 0..<count {
            let (row, column) = (first + start + i).quotientAndRemainder(
              dividingBy: layout.positionsInRow)
            transformOutput(
              products + i * outputs, stride: count * outputs,
              to: work.output + row * layout.positionsInRow * outputChannels
                + column * m * outputs,
              columns: min(m, imageColumns - column * m), scratch)
          }
        }
      }
    }
  }

  /// Bᵀ·d·B of all channels of a tile; element `e` goes to `target + e·stride`.
  private func transformInput(
    _ tile: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, stride: Int,
    _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let (n, channels) = (transform.inputs, layout.channels)
    for row in 0..<n {
      multiply(
        inputMatrix, rows: n, by: tile + row * layout.pitch, step: channels, columns: channels,
        start: zeros, to: scratch + row * n * channels, stride: channels)
    }
    for column in 0..<n {
      multiply(
        inputMatrix, rows: n, by: scratch + column * channels, step: n * channels,
        columns: channels, start: zeros, to: target + column * stride, stride: n * stride)
    }
  }

  /// Aᵀ·M·A of all channels of a tile and the bias, for the first `columns` columns of its
  /// results.
  private func transformOutput(
    _ products: UnsafePointer<Scalar>, stride: Int, to target: UnsafeMutablePointer<Scalar>,
    columns: Int, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let (n, m) = (transform.inputs, transform.outputs)
    for row in 0..<n {
      multiply(
        outputMatrix, rows: columns, by: products + row * n * stride, step: stride,
        columns: outputs, start: zeros, to: scratch + row * m * outputs, stride: outputs)
    }
    for column in 0..<columns {
      multiply(
        outputMatrix, rows: m, by: scratch + column * outputs, step: m * outputs,
        columns: outputs, start: bias, to: target + column * outputs,
        stride: imageColumns * outputs)
    }
  }

  /// The first rows of a transform's matrix times vectors over channels, `step` apart.
  private func multiply(
    _ matrix: [Scalar], rows: Int, by vectors: UnsafePointer<Scalar>, step: Int, columns: Int,
    start: [Scalar], to target: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let n = transform.inputs
    withUnsafeTemporaryAllocation(of: Int.self, capacity: rows + kernels.tileRows) { starts in
      for i in starts.indices { starts[i] = min(i, rows - 1) * n }
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
