import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `copyStrided`, `repeatRows`, `transpose` and `spread`, which keep every bit.
@Suite struct MoveKernelTests {
  @Test func elementsGetWhereTheyBelong() {
    KernelCheck.forEachSet("moves", as: Float.self) { moves(&$0) }
    KernelCheck.forEachSet("moves", as: Double.self) { moves(&$0) }
  }

  private func moves<Scalar>(_ check: inout KernelCheck<Scalar>) {
    for count in check.counts {
      strided(&check, count)
      repeated(&check, length: count)
      transposed(&check, count)
      spread(&check, groups: count)
    }
  }

  private func strided<Scalar>(_ check: inout KernelCheck<Scalar>, _ count: Int) {
    for (from, to) in [(1, 1), (2, 1), (3, 1), (5, 1), (1, 2), (1, 3), (1, 7)] {
      let source = check.values(count * from)
      let found = GuardedBuffer<Scalar>((count - 1) * to + 1)
      var expected = found.elements
      for i in 0..<count { expected[i * to] = source[i * from] }
      withExtendedLifetime(source) {
        check.kernels.copyStrided(
          StridedJob(
            source: source.start, sourceStride: from, target: found.start, targetStride: to,
            count: count))
      }
      check.expect(found, expected, "\(count) elements, strides \(from) and \(to)")
    }
  }

  private func repeated<Scalar>(_ check: inout KernelCheck<Scalar>, length: Int) {
    let lanes = check.kernels.lanes
    let (times, rows) = (check.generator.integer(1...7), check.generator.integer(1...5))
    let source = check.values(rows * length + lanes)
    // Between rows anything may be written: rows without gaps.
    let found = GuardedBuffer<Scalar>(rows * times * length)
    var expected: [Scalar] = []
    for row in 0..<rows {
      for i in 0..<(times * length) { expected.append(source[row * length + i % length]) }
    }
    withExtendedLifetime(source) {
      check.kernels.repeatRows(
        RepeatJob(
          source: source.start, length: length, times: times, target: found.start,
          targetPitch: times * length, rows: rows))
    }
    check.expect(found, expected, slack: lanes, "\(rows) rows of \(length), \(times) times")
  }

  private func transposed<Scalar>(_ check: inout KernelCheck<Scalar>, _ count: Int) {
    let lanes = check.kernels.lanes
    let first = check.generator.integer(0...5)
    let rows = (count + 3) / 4 * 4
    let sources = (0..<lanes).map { _ in check.values(first + rows) }
    let found = GuardedBuffer<Scalar>(rows * lanes)
    let expected = (0..<(rows * lanes)).map { sources[$0 % lanes][first + $0 / lanes] }
    withExtendedLifetime(sources) {
      check.kernels.transpose(
        TransposeJob(
          sources: sources.map { UnsafePointer($0.start) }, first: first, count: count,
          target: found.start))
    }
    check.expect(found, expected, "\(count) elements of \(lanes) sequences")
  }

  private func spread<Scalar>(_ check: inout KernelCheck<Scalar>, groups: Int) {
    for (inputs, outputs) in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 4), (4, 4), (7, 5)] {
      let pixels = check.generator.integer(1...9)
      let source = check.values(pixels * groups * inputs + check.kernels.lanes)
      let found = GuardedBuffer<Scalar>(pixels * inputs * groups * outputs)
      var expected = found.elements
      for p in 0..<pixels {
        for i in 0..<inputs {
          for g in 0..<groups {
            for o in 0..<outputs {
              expected[((p * inputs + i) * groups + g) * outputs + o] =
                source[(p * groups + g) * inputs + i]
            }
          }
        }
      }
      withExtendedLifetime(source) {
        check.kernels.spread(
          SpreadJob(
            source: source.start, target: found.start, pixels: pixels, groups: groups,
            inputs: inputs,
            outputs: outputs))
      }
      check.expect(
        found, expected, slack: check.kernels.lanes,
        "\(pixels) pixels of \(groups) groups, \(inputs) to \(outputs)")
    }
  }
}
