import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `separatePlanes`, `joinPlanes`, `repeatRows`, `transpose` and `spread`, which keep every bit.
@Suite struct MoveKernelTests {
  @Test func elementsGetWhereTheyBelong() {
    KernelCheck.forEachSet("moves", as: Float.self) { moves(&$0) }
    KernelCheck.forEachSet("moves", as: Double.self) { moves(&$0) }
  }

  private func moves<Scalar>(_ check: inout KernelCheck<Scalar>) {
    for count in check.counts {
      for planes in [1, 2, 3, 4, 5, 7, 8, 14, 16] { moved(&check, planes, count) }
      repeated(&check, length: count)
      transposed(&check, count)
      spread(&check, groups: count)
    }
  }

  private func moved<Scalar>(_ check: inout KernelCheck<Scalar>, _ planes: Int, _ count: Int) {
    let step = planes + (check.generator.chance(oneIn: 3) ? check.generator.integer(1...3) : 0)
    let pitch = count + check.generator.integer(0...5)
    let (inTurn, apart) = ((count - 1) * step + planes, (planes - 1) * pitch + count)
    for joins in [false, true] {
      let source = check.values(joins ? apart : inTurn)
      let found = GuardedBuffer<Scalar>(joins ? inTurn : apart)
      var expected = found.elements
      for p in 0..<planes {
        for i in 0..<count {
          if joins {
            expected[i * step + p] = source[p * pitch + i]
          } else {
            expected[p * pitch + i] = source[i * step + p]
          }
        }
      }
      withExtendedLifetime(source) {
        let job = PlanesJob(
          source: source.start, target: found.start, planes: planes, pitch: pitch, step: step,
          count: count)
        joins ? check.kernels.joinPlanes(job) : check.kernels.separatePlanes(job)
      }
      check.expect(
        found, expected, "\(count) elements of \(planes) planes\(joins ? ", joined" : "")")
    }
  }

  private func repeated<Scalar>(_ check: inout KernelCheck<Scalar>, length: Int) {
    let lanes = check.kernels.lanes
    let (times, rows) = (check.generator.integer(1...7), check.generator.integer(1...5))
    let pitch = length + check.generator.pick([0, 0, 1, 5, 3 * lanes])
    let source = check.values((rows - 1) * pitch + length + lanes)
    // Between rows anything may be written: rows without gaps.
    let found = GuardedBuffer<Scalar>(rows * times * length)
    var expected: [Scalar] = []
    for row in 0..<rows {
      for i in 0..<(times * length) { expected.append(source[row * pitch + i % length]) }
    }
    withExtendedLifetime(source) {
      check.kernels.repeatRows(
        RepeatJob(
          source: source.start, length: length, sourcePitch: pitch, times: times,
          target: found.start, targetPitch: times * length, rows: rows))
    }
    check.expect(
      found, expected, slack: lanes, "\(rows) rows of \(length), \(pitch) apart, \(times) times")
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
