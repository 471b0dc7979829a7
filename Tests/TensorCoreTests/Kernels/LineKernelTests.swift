import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `convolveLines` and `convolveLinesByScalar`.
@Suite struct LineKernelTests {
  @Test func linesAreChains() {
    KernelCheck.forEachSet("lines", as: Float.self) { lines(&$0) }
    KernelCheck.forEachSet("lines", as: Double.self) { lines(&$0) }
  }

  /// A filter of some rows on lines that lie a row apart.
  private func lines<Scalar>(_ check: inout KernelCheck<Scalar>) {
    let lanes = check.kernels.lanes
    for byScalar in [false, true] {
      for lines in [1, 2, 4] {
        for units in [1, 2, 3, 5, 7, 13, 20] {
          let width = byScalar ? lanes : check.count()
          let columns = byScalar ? 1 : (width + lanes - 1) / lanes * lanes
          let tail = check.generator.integer(0...(width - 1))
          let rows = check.generator.integer(1...6)
          let taps = KernelInput(
            (0..<check.generator.integer(1...6)).map { _ in check.generator.integer(0...60) })
          let unitStep = byScalar ? width : width * check.generator.integer(1...2)
          let length = units * width + tail
          let pitch = (units + 1) * unitStep + 60
          let inRow = taps.elements.count * columns
          let x = check.values((rows + lines) * pitch + lanes * 2)
          let weights = check.values(rows * inRow)
          let start = check.values(byScalar ? lanes : columns)
          let stepCount = rows + lines - 1
          var list: [Int] = []
          for row in 0..<stepCount {
            list.append(row * pitch)
            for line in 0..<lines {
              let reads = (line..<(line + rows)).contains(row)
              list.append(reads ? (row - line) * inRow : -1)
            }
          }
          let steps = KernelInput(list)
          let found = GuardedBuffer<Scalar>((lines - 1) * (length + 2) + length)
          var expected = found.elements
          for line in 0..<lines {
            for result in 0..<length {
              let (unit, i) = result.quotientAndRemainder(dividingBy: width)
              var sum = start[i]
              for row in 0..<rows {
                for (t, tap) in taps.elements.enumerated() {
                  sum = sum.addingProduct(
                    x[(line + row) * pitch + tap + unit * unitStep + i],
                    weights[row * inRow + t * columns + (byScalar ? 0 : i)])
                }
              }
              expected[line * (length + 2) + result] = KernelCheck.canonical(sum)
            }
          }
          let job = LineJob(
            input: x.start, lines: lines, unitCount: units, unitStep: unitStep, unitWidth: width,
            tail: tail, steps: steps.start, stepCount: stepCount,
            fullSteps: lines == 4 && rows >= 3 ? rows - 3 : -1, taps: taps.start,
            tapCount: taps.elements.count, weights: weights.start, columns: columns,
            start: start.start,
            output: found.start, outputStride: length + 2)
          withExtendedLifetime((x, weights, start, taps, steps)) {
            byScalar ? check.kernels.convolveLinesByScalar(job) : check.kernels.convolveLines(job)
          }
          check.expect(
            found, expected,
            "\(lines) lines of \(units) units of \(width) and \(tail), \(rows) rows of \(taps.elements.count) taps"
          )
        }
      }
    }
  }
}
