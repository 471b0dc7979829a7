import Testing

@testable import TensorCore

/// How the sums of a filter's rows are shared out to strands.
@Suite struct SumFactorsTests {
  private func factors(
    _ regime: WeightGradientRegime, kernel: [Int], channels: Int, outputs: Int = 1,
    groups: Int = 1, stride: Int = 1, tapPitch: Int = 1
  ) throws -> SumFactors? {
    let window = try Window(
      spatial: [40, 60], kernel: kernel, stride: [stride, stride], dilation: [1, 1],
      padding: .valid, mode: .zero)
    return SumFactors(
      layout: try BandLayout(window, channels: channels), outputs: outputs,
      matrices: WeightGradientMatrices(
        kernel: kernel, groups: groups, inputs: channels / groups, outputs: outputs / groups,
        regime: regime, tapPitch: tapPitch))
  }

  /// Each sum once, in strands whose taps are as far apart as positions.
  private func expectEachSumOnce(
    _ factors: SumFactors, rows: Int, sums: Set<[Int]>, _ comment: Comment
  ) {
    var found: [[Int]] = []
    factors.forEachSum(0..<rows) { place, matrix, row, column in
      #expect(place == found.count, comment)
      found.append([matrix, row, column])
    }
    #expect(found.count == sums.count, comment)
    #expect(Set(found) == sums, comment)
    #expect(factors.sumsInRow * rows == sums.count, comment)
    for factor in factors.factors {
      let expected = factor.strands.flatMap { first in
        (0..<factor.taps).map { first + $0 * factors.step }
      }
      #expect(factor.columns == expected, comment)
    }
  }

  @Test func eachSumIsInOneStrand() throws {
    func all(_ matrices: Int, _ columns: [Int]) -> Set<[Int]> {
      Set(
        (0..<matrices).flatMap { matrix in
          (0..<5).flatMap { row in columns.map { [matrix, row, $0] } }
        })
    }
    let grey = try #require(try factors(.filterLanes, kernel: [5, 5], channels: 1, stride: 2))
    expectEachSumOnce(grey, rows: 5, sums: all(1, Array(0..<5)), "one channel, stride 2")
    #expect(grey.factors.map(\.taps) == [2, 3])
    let color = try #require(
      try factors(.filterLanes, kernel: [5, 3], channels: 3, outputs: 2))
    expectEachSumOnce(color, rows: 5, sums: all(2, Array(0..<9)), "three channels to two")
    #expect(color.factors.map(\.element) == [0, 1])
    let depthwise = try #require(
      try factors(.channelFilterLanes, kernel: [5, 5], channels: 3, outputs: 3, groups: 3))
    expectEachSumOnce(depthwise, rows: 5, sums: all(1, Array(0..<15)), "depthwise")
    #expect(depthwise.factors.map(\.element) == [0, 1, 2])
    #expect(depthwise.positionsInRow == 56)
    let shared = try #require(
      try factors(.sharedFilterLanes, kernel: [5, 4], channels: 3, tapPitch: 3))
    expectEachSumOnce(shared, rows: 5, sums: all(1, [0, 3, 6, 9]), "one filter for three channels")
    #expect(shared.positionsInRow == 57 * 3)
    #expect(try factors(.tiles, kernel: [5, 5], channels: 3) == nil)
  }

  @Test func asManyRowsAsKeepTheKernelBusy() throws {
    let wide = try #require(try factors(.filterLanes, kernel: [5, 5], channels: 1))
    #expect(wide.rowsAtOnce(of: 5) == 2)
    #expect(wide.rowsAtOnce(of: 1) == 1)
    let long = try #require(try factors(.filterLanes, kernel: [1, 31], channels: 1))
    #expect(long.rowsAtOnce(of: 1) == 1)
  }
}
