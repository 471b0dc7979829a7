import TestSupport
import Testing

@testable import TensorCore

@Suite struct PaddingTests {
  /// `a b c d` with padding, as the modes are drawn in their descriptions.
  private func padded(_ mode: PadMode, _ before: Int, _ after: Int) -> String {
    let letters = Array("abcd")
    return String(
      (-before..<(4 + after)).map { mode.source(of: $0, input: 4).map { letters[$0] } ?? "." })
  }

  @Test func copiesTheRightElements() {
    #expect(padded(.reflect, 3, 3) == "dcbabcdcba")
    #expect(padded(.symmetric, 4, 4) == "dcbaabcddcba")
    #expect(padded(.replicate, 3, 2) == "aaaabcddd")
    #expect(padded(.circular, 4, 4) == "abcdabcdabcd")
    for mode in [PadMode.zero, .constant(3), .mean] { #expect(padded(mode, 1, 2) == ".abcd..") }
  }

  @Test func agreesWithWalkingAlongTheAxis() throws {
    for mode in [PadMode.reflect, .symmetric, .replicate, .circular] {
      for input in 1...6 {
        let limit = mode.limit(input: input) ?? 9
        let axis = try #require(
          PlainAxis(
            input: input, kernel: 1, stride: 1, dilation: 1, padding: .valid, axis: 0))
        for position in -limit..<(input + limit) {
          #expect(mode.source(of: position, input: input) == axis.copied(position, mode))
        }
      }
    }
  }

  @Test func theLastCopyIsTheLastOfAll() {
    let modes = [PadMode.zero, .constant(2), .reflect, .symmetric, .replicate, .circular]
    for mode in modes {
      for input in 1...6 {
        for after in 0...min(mode.limit(input: input) ?? 9, 9) {
          for index in 0..<input {
            let copies = (0..<input + after).filter { mode.source(of: $0, input: input) == index }
            #expect(mode.lastCopy(of: index, input: input, after: after) == copies.last)
          }
        }
      }
    }
  }

  @Test func limits() {
    #expect(PadMode.reflect.limit(input: 4) == 3)
    #expect(PadMode.symmetric.limit(input: 4) == 4)
    #expect(PadMode.circular.limit(input: 4) == 4)
    for mode in [PadMode.zero, .constant(1), .replicate, .mean] {
      #expect(mode.limit(input: 4) == nil)
    }
  }

  @Test func resolvesAmounts() {
    let each = Padding.amounts([.init(before: 1, after: 2), .init(before: 3, after: 4)])
    #expect(
      each.resolved(axis: 1, input: 9, effective: 3, stride: 1) == .init(before: 3, after: 4))
    let all = Padding.amounts([.init(before: 1, after: 2)])
    #expect(
      all.resolved(axis: 2, input: 9, effective: 3, stride: 1) == .init(before: 1, after: 2))
    #expect(
      Padding.full.resolved(axis: 0, input: 9, effective: 5, stride: 2)
        == .init(before: 4, after: 4))
    #expect(
      Padding.same.resolved(axis: 0, input: 6, effective: 4, stride: 1)
        == .init(before: 1, after: 2))
    #expect(
      Padding.sameLower.resolved(axis: 0, input: 6, effective: 4, stride: 1)
        == .init(before: 2, after: 1))
  }

  @Test func tellsWhatItNeeds() {
    let needWhole = [PadMode.circular, .mean]
    let copy: [PadMode] = [.reflect, .symmetric, .replicate, .circular]
    for mode in [PadMode.zero, .constant(0), .mean] + copy {
      #expect(mode.needsWholeImage == needWhole.contains(mode))
      #expect(mode.copiesInput == copy.contains(mode))
    }
    #expect(PadMode.constant(1.5).name == "constant:1.5")
  }
}
