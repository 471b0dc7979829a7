import KernelInterface
import Testing

@testable import TensorCore

/// Jobs of the line kernels as a filter makes them.
@Suite struct LineFilterTests {
  private let input: [Float] = [0]
  private let taps = [0, 3, 6]
  private let weights = (0..<18).map(Float.init)

  /// Calls `body` with a job of so many results a line.
  private func withJob(
    results: Int, outputs: Int, height: Int, _ body: (LineJob<Float>) -> Void
  ) {
    let filter = LineFilter<Float>(
      lines: LineRows(rows: [0, 1, 2], advance: 1, rowPitch: 100), taps: taps, weights: weights,
      columns: 1, starts: [Float](repeating: 5, count: 4 * outputs), outputs: outputs)
    var found: [Float] = [0]
    input.withUnsafeBufferPointer { input in
      found.withUnsafeMutableBufferPointer {
        body(
          filter.job(
            input.baseAddress!, height: height, results: results, unitWidth: 4, unitStep: 4,
            to: $0.baseAddress!, outputStride: 200))
      }
    }
    withExtendedLifetime(filter) {}
  }

  @Test(arguments: [1, 2, 3, 4], [4, 7, 12, 3])
  func resultsAreWholeUnitsAndATail(outputs: Int, results: Int) {
    withJob(results: results, outputs: outputs, height: 1) { job in
      #expect(job.unitCount * job.unitWidth + job.tail == results)
      #expect(job.tail < job.unitWidth)
      #expect(job.outputs == outputs && job.unitOutputStep == 4 * outputs)
      #expect(job.outputStride == 200 && job.unitStep == 4 && job.columns == 1)
    }
  }

  @Test(arguments: [0, 1, 2])
  func linesShareRowsAndTheFilter(height: Int) {
    let lines = [4, 2, 1][height]
    withJob(results: 9, outputs: 2, height: height) { job in
      #expect(job.lines == lines && job.planes == 1 && job.rows == 3 && job.lead == 1)
      let offsets = (0..<job.rows + (lines - 1) * job.lead).map { job.rowOffsets[$0] }
      #expect(offsets == (0..<lines + 2).map { 100 * $0 })
      #expect((0..<job.tapCount).map { job.taps[$0] } == taps)
      #expect((0..<weights.count).map { job.weights[$0] } == weights)
      #expect((0..<8).allSatisfy { job.start[$0] == 5 })
    }
  }
}
