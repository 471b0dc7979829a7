import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `convolveWindows`, `chooseWindows`, `sumWindows`, `averageWindows`, `squareWindows` and `divide`.
@Suite struct WindowKernelTests {
  enum Kind: CaseIterable { case convolution, largest, smallest, sum, average, squares }

  @Test(arguments: Kind.allCases) func windowsAreCombinedInOrder(_ kind: Kind) {
    KernelCheck.forEachSet("\(kind)", as: Float.self) { windows(kind, &$0) }
    KernelCheck.forEachSet("\(kind)", as: Double.self) { windows(kind, &$0) }
  }

  @Test func divisionIsRoundedOnce() {
    KernelCheck.forEachSet("division", as: Float.self) { division(&$0) }
    KernelCheck.forEachSet("division", as: Double.self) { division(&$0) }
  }

  private func windows<Scalar>(_ kind: Kind, _ check: inout KernelCheck<Scalar>) {
    let lanes = check.kernels.lanes
    for count in check.counts {
      let taps = KernelInput(
        (0..<check.generator.integer(1...11)).map { _ in check.generator.integer(0...400) })
      let spans = KernelInput(
        (0..<check.generator.integer(1...6)).map { _ in check.generator.integer(0...300) })
      let period = kind == .convolution ? lanes * check.generator.integer(1...3) : lanes
      let x = check.values(701 + count + lanes)
      let weights = check.values(taps.elements.count * period)
      let start: KernelInput<Scalar> =
        switch kind {
        case .convolution: check.values(period)
        case .largest: KernelInput([Scalar](repeating: -.infinity, count: lanes))
        case .smallest: KernelInput([Scalar](repeating: .infinity, count: lanes))
        case .sum, .average, .squares: KernelInput([Scalar](repeating: 0, count: lanes))
        }
      let divisor = Scalar(check.generator.integer(1...200))
      let pitch = count + check.generator.integer(0...3)
      let found = GuardedBuffer<Scalar>((spans.elements.count - 1) * pitch + count)
      let choices = GuardedBuffer<Scalar>((spans.elements.count - 1) * pitch + count)
      var (expected, chosen) = (found.elements, choices.elements)
      for (s, span) in spans.elements.enumerated() {
        for i in 0..<count {
          var result = start[i % period]
          for (t, tap) in taps.elements.enumerated() {
            let value = x[span + tap + i]
            switch kind {
            case .convolution:
              result = result.addingProduct(value, weights[t * period + i % period])
            case .largest where !(result.isNaN || value <= result),
              .smallest where !(result.isNaN || value >= result):
              result = value
              chosen[s * pitch + i] = number(t)
            case .largest, .smallest: break
            case .sum, .average: result += value
            case .squares: result = result.addingProduct(value, value)
            }
          }
          if kind == .average { result /= divisor }
          expected[s * pitch + i] = KernelCheck.canonical(result)
        }
      }
      let isChoice = kind == .largest || kind == .smallest
      withExtendedLifetime((x, weights, start, taps, spans)) {
        combine(
          kind, check.kernels,
          WindowJob(
            input: x.start, spans: spans.start, spanCount: spans.elements.count, count: count,
            taps: taps.start, tapCount: taps.elements.count, weights: weights.start,
            weightPeriod: period, start: start.start, output: found.start, outputStride: pitch,
            choices: isChoice ? choices.start : nil,
            divisor: kind == .average ? divisor : nil))
      }
      let what = "\(kind) of \(taps.elements.count) taps, \(count) results"
      check.expect(found, expected, what)
      check.expect(choices, chosen, "taps of " + what)
    }
  }

  private func combine<Scalar>(
    _ kind: Kind, _ kernels: KernelTable<Scalar>, _ job: WindowJob<Scalar>
  ) {
    switch kind {
    case .convolution: kernels.convolveWindows(job)
    case .largest: kernels.chooseWindows(job, WindowChoice(order: .floating, takesLargest: true))
    case .smallest: kernels.chooseWindows(job, WindowChoice(order: .floating, takesLargest: false))
    case .sum: kernels.sumWindows(job)
    case .average: kernels.averageWindows(job)
    case .squares: kernels.squareWindows(job)
    }
  }

  /// A whole number as the bits of an element.
  private func number<Scalar>(_ value: Int) -> Scalar {
    withUnsafeBytes(of: UInt64(value).littleEndian) { $0.loadUnaligned(as: Scalar.self) }
  }

  private func division<Scalar>(_ check: inout KernelCheck<Scalar>) {
    for count in check.counts {
      let (values, divisor) = (check.values(count), Scalar(check.generator.integer(1...200)))
      let found = GuardedBuffer(values.elements)
      check.kernels.divide(found.start, divisor, count)
      check.expect(
        found, values.elements.map { KernelCheck.canonical($0 / divisor) }, "\(count) quotients")
    }
  }
}
