import TensorCore
import Testing

@Suite struct ToleranceTests {
  @Test func gammaIsHighams() {
    #expect(Tolerance.gamma(1, .float32) == 0x1p-24 / (1 - 0x1p-24))
    #expect(Tolerance.gamma(576, .float32) == 576.0 / (16_777_216 - 576))
    #expect(Tolerance.gamma(3, .float16) == 3.0 / (2048 - 3))
    #expect(Tolerance.gamma(1 << 20, .float64) == 0x1p-33 / (1 - 0x1p-33))
  }

  @Test func hasNoBoundWhereThereIsNone() {
    #expect(Tolerance.gamma(2047, .float16) == 2047)
    #expect(Tolerance.gamma(2048, .float16) == .infinity)
    #expect(Tolerance.gamma(1 << 24, .float32) == .infinity)
  }

  @Test(arguments: [ElementType.bool, .int8, .uint64])
  func sumsOfIntegersAreExact(_ type: ElementType) {
    #expect(Tolerance.gamma(1000, type) == 0)
  }
}
