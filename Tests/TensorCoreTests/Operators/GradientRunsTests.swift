import KernelInterface
import Testing

@testable import TensorCore

/// Where the positions of a gradient for a weight are read in a band.
@Suite struct GradientRunsTests {
  private static let channels = 40
  private static let images = 2

  private func layout(stride: [Int], mode: PadMode = .zero) throws -> BandLayout {
    let window = try Window(
      spatial: [7, 9], kernel: [3, 3], stride: stride, dilation: [1, 1],
      padding: .amounts([.init(before: 1, after: 1), .init(before: 1, after: 1)]), mode: mode)
    return try BandLayout(window, channels: Self.channels)
  }

  private func runs(_ layout: BandLayout, mode: PadMode = .zero) -> GradientRuns {
    GradientRuns(
      layout: layout,
      matrices: WeightGradientMatrices(
        kernel: [3, 3], groups: 1, inputs: Self.channels, outputs: 8, regime: .tiles),
      padMode: mode, stepsInPosition: 1)
  }

  /// Each step of some runs, and where it is read: the runs' own words, step by step.
  private func places(_ runs: [Run], step: Int) -> [Int: Int] {
    var places: [Int: Int] = [:]
    for run in runs {
      for i in 0..<run.count {
        #expect(places.updateValue(run.offset + i * step, forKey: run.row + i) == nil)
      }
    }
    return places
  }

  @Test(arguments: [[1, 1], [2, 1], [1, 2], [2, 3]])
  func eachPositionIsReadWhereItsWindowStarts(stride: [Int]) throws {
    let layout = try layout(stride: stride)
    let (inRow, positions) = (
      layout.positionsInRow, Self.images * layout.rows.output * layout.positionsInRow
    )
    let firstRow = 1
    for longest in [1, 4, 64] {
      for steps in [0..<positions, 3..<positions - 2, 5..<6] {
        let runs = runs(layout).runs(steps, firstRow: firstRow, longest: longest)
        #expect(runs.allSatisfy { (1...longest).contains($0.count) })
        let found = places(runs, step: stride[1] * Self.channels)
        #expect(found.keys.sorted() == Array(0..<steps.count))
        for step in steps {
          let (row, column) = step.quotientAndRemainder(dividingBy: inRow)
          let (image, y) = row.quotientAndRemainder(dividingBy: layout.rows.output)
          let line = image * layout.paddedRows + y * stride[0] - firstRow
          #expect(
            found[step - steps.lowerBound]
              == line * layout.pitch + column * stride[1] * Self.channels)
        }
      }
    }
  }

  /// With zeros around 7 rows, the first kernel row meets nothing at the first output row of an image, the
  /// last one nothing at the last.
  @Test func kernelRowsLeaveOutWhereTheyMeetZeros() throws {
    let layout = try layout(stride: [1, 1])
    let walk = runs(layout)
    #expect(walk.leavesOutZeros)
    let inRow = layout.positionsInRow
    let pieces = walk.pieces(0, 0..<9 * Self.channels)
    #expect(pieces.map(\.kernelRow) == [0, 1, 2])
    #expect(pieces.map(\.rows) == (0..<3).map { $0 * 120..<($0 + 1) * 120 })
    #expect(walk.pieces(0, 100..<250).map(\.rows) == [100..<120, 120..<240, 240..<250])

    let rows = 0..<Self.images * layout.rows.output
    var dOutput = [Float](repeating: 1, count: rows.count * inRow * 8)
    func left(kernelRow: Int) -> [Int]? {
      dOutput.withUnsafeMutableBufferPointer {
        let work = BandWork<Float>(
          rows: rows, band: UnsafePointer($0.baseAddress!), firstRow: 0, lacksPadding: false,
          output: $0.baseAddress!, ahead: (.empty, .empty))
        let all = walk.runs(0..<rows.count * inRow, firstRow: 0, longest: 64)
        return walk.withoutZeros(all, of: 0, work, outputChannels: 8, kernelRow: kernelRow)?
          .flatMap { Array($0.row..<$0.row + $0.count) }
      }
    }
    func positions(without rows: [Int]) -> [Int] {
      (0..<Self.images * 7 * inRow).filter { !rows.contains($0 / inRow) }
    }
    #expect(left(kernelRow: 0) == positions(without: [0, 7]))
    #expect(left(kernelRow: 1) == positions(without: []))
    #expect(left(kernelRow: 2) == positions(without: [6, 13]))
    // What no number is makes one of zeros either.
    dOutput[3 * 8 + 5] = .infinity
    #expect(left(kernelRow: 0) == nil)
    #expect(left(kernelRow: 2) == positions(without: [6, 13]))
  }

  @Test func otherPaddingIsNotLeftOut() throws {
    let walk = runs(try layout(stride: [1, 1], mode: .replicate), mode: .replicate)
    #expect(!walk.leavesOutZeros)
    #expect(walk.pieces(0, 100..<250).map(\.rows) == [100..<250])
  }
}
