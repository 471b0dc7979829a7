import KernelInterface
import TestSupport
import Testing

@testable import TensorCore

/// `convolveWindows`, `maximumWindows`, `sumWindows` and `divide`.
@Suite struct WindowKernelTests {
  @Test func windowsAreCombinedInOrder() {
    KernelCheck.forEachSet("windows", as: Float.self) { windows(&$0) }
    KernelCheck.forEachSet("windows", as: Double.self) { windows(&$0) }
  }

  @Test func divisionIsRoundedOnce() {
    KernelCheck.forEachSet("division", as: Float.self) { division(&$0) }
    KernelCheck.forEachSet("division", as: Double.self) { division(&$0) }
  }

  private func windows<Scalar>(_ check: inout KernelCheck<Scalar>) {
    let lanes = check.kernels.lanes
    let kinds: [(String, Scalar?, @Sendable (WindowJob<Scalar>) -> Void)] = [
      ("convolution", nil, check.kernels.convolveWindows),
      ("maximum", -.infinity, check.kernels.maximumWindows),
      ("sum", 0, check.kernels.sumWindows),
    ]
    for (name, identity, combine) in kinds {
      for count in check.counts {
        let taps = KernelInput(
          (0..<check.generator.integer(1...11)).map { _ in check.generator.integer(0...400) })
        let spans = KernelInput(
          (0..<check.generator.integer(1...6)).map { _ in check.generator.integer(0...300) })
        let period = identity == nil ? lanes * check.generator.integer(1...3) : lanes
        let x = check.values(701 + count + lanes)
        let weights = check.values(taps.elements.count * period)
        let start =
          identity.map { KernelInput([Scalar](repeating: $0, count: lanes)) }
          ?? check.values(period)
        let pitch = count + check.generator.integer(0...3)
        let found = GuardedBuffer<Scalar>((spans.elements.count - 1) * pitch + count)
        var expected = found.elements
        for (s, span) in spans.elements.enumerated() {
          for i in 0..<count {
            var result = start[i % period]
            for (t, tap) in taps.elements.enumerated() {
              let value = x[span + tap + i]
              switch name {
              case "convolution":
                result = result.addingProduct(value, weights[t * period + i % period])
              case "maximum": if value > result || value.isNaN { result = value }
              default: result += value
              }
            }
            expected[s * pitch + i] = KernelCheck.canonical(result)
          }
        }
        withExtendedLifetime((x, weights, start, taps, spans)) {
          combine(
            WindowJob(
              input: x.start, spans: spans.start, spanCount: spans.elements.count, count: count,
              taps: taps.start,
              tapCount: taps.elements.count, weights: weights.start, weightPeriod: period,
              start: start.start,
              output: found.start, outputStride: pitch))
        }
        check.expect(found, expected, "\(name) of \(taps.elements.count) taps, \(count) results")
      }
    }
  }

  private func division<Scalar>(_ check: inout KernelCheck<Scalar>) {
    for count in check.counts {
      let (values, divisors) = (check.values(count), check.values(count))
      let found = GuardedBuffer(values.elements)
      withExtendedLifetime(divisors) { check.kernels.divide(found.start, divisors.start, count) }
      check.expect(
        found, zip(values.elements, divisors.elements).map { KernelCheck.canonical($0 / $1) },
        "\(count) quotients")
    }
  }
}
