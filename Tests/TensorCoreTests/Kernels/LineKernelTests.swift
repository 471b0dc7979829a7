import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `convolveLines`, `convolveLinesByScalar` and `convolveLinesInFours`.
@Suite struct LineKernelTests {
  @Test func linesAreChains() {
    KernelCheck.forEachSet("lines", as: Float.self) { lines(&$0) }
    KernelCheck.forEachSet("lines", as: Double.self) { lines(&$0) }
  }

  private enum Weights: CaseIterable { case ofEachResult, byScalar, inFours }

  /// A filter of some rows on lines that lie some rows apart. Rows lie in any order.
  private func lines<Scalar>(_ check: inout KernelCheck<Scalar>) {
    let lanes = check.kernels.lanes
    for kind in Weights.allCases {
      let byScalar = kind == .byScalar
      let inputs = kind == .inFours ? 4 : 1
      if kind == .inFours, check.kernels.convolveLinesInFours == nil { continue }
      for lines in [1, 2, 4] {
        for units in [1, 2, 3, 5, 7, 13, 26] {
          let width = byScalar ? lanes : check.count() * inputs
          let columns = byScalar ? 1 : (width + lanes - 1) / lanes * lanes
          let tail = check.generator.integer(0...(width / inputs - 1)) * inputs
          let (planes, rows) = (check.generator.integer(1...2), check.generator.integer(1...7))
          let lead = check.generator.integer(0...1) == 0 ? 1 : check.generator.integer(1...rows)
          let (tapCount, tapStep) = (check.generator.integer(1...6), check.generator.integer(0...9))
          let taps = KernelInput(
            (0..<tapCount).map { byScalar ? check.generator.integer(0...60) : 6 + $0 * tapStep })
          let outputs =
            byScalar ? check.generator.integer(1...LineJob<Scalar>.mostOutputs) : 1
          let outputStep =
            width * outputs + (tail == 0 && outputs == 1 ? check.generator.integer(0...3) : 0)
          let unitStep = byScalar ? width : width * check.generator.integer(1...2)
          let length = (units - 1) * outputStep + (width + tail) * outputs
          let pitch = (units + 1) * unitStep + 60
          let inRow = tapCount * inputs * columns
          let rowsInPlane = rows + (lines - 1) * lead
          let order = (0..<planes * rowsInPlane).shuffled(using: &check.generator)
          let x = check.values(order.count * pitch + lanes * 2)
          let inFilter = planes * rows * inRow
          let weights = check.values(outputs * inFilter)
          let start = check.values(byScalar ? outputs * lanes : columns)
          let offsets = KernelInput(order.map { $0 * pitch })
          let found = GuardedBuffer<Scalar>((lines - 1) * (length + 2) + length)
          var expected = found.elements
          for place in allPositions([lines, units * width + tail, outputs]) {
            let (line, result, output) = (place[0], place[1], place[2])
            let (unit, i) = result.quotientAndRemainder(dividingBy: width)
            var sum = start[output * width + i]
            for kernelRow in 0..<planes * rows {
              let (plane, row) = kernelRow.quotientAndRemainder(dividingBy: rows)
              let read = order[plane * rowsInPlane + line * lead + row]
              for (t, tap) in taps.elements.enumerated() {
                for input in 0..<inputs {
                  let element = inputs == 1 ? i : i - i % inputs + input
                  sum = sum.addingProduct(
                    x[read * pitch + tap + unit * unitStep + element],
                    weights[
                      output * inFilter + kernelRow * inRow + (t * inputs + input) * columns
                        + (byScalar ? 0 : i)])
                }
              }
            }
            expected[line * (length + 2) + unit * outputStep + i * outputs + output] =
              KernelCheck.canonical(sum)
          }
          var job = LineJob(
            input: x.start, lines: lines, unitCount: units, unitStep: unitStep, unitWidth: width,
            tail: tail, rowOffsets: offsets.start, planes: planes, rows: rows, lead: lead,
            taps: taps.start, tapCount: tapCount, weights: weights.start, columns: columns,
            start: start.start, output: found.start, outputStride: length + 2)
          job.unitOutputStep = outputStep
          job.outputs = outputs
          withExtendedLifetime((x, weights, start, taps, offsets)) {
            switch kind {
            case .ofEachResult: check.kernels.convolveLines(job)
            case .byScalar: check.kernels.convolveLinesByScalar(job)
            case .inFours: check.kernels.convolveLinesInFours?(job)
            }
          }
          check.expect(
            found, expected,
            "\(kind): \(lines) lines, \(lead) apart, of \(units) units of \(width) and \(tail), \(outputs) outputs, \(planes) planes of \(rows) rows of \(tapCount) taps"
          )
        }
      }
    }
  }
}
