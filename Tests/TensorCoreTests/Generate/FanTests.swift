import TensorCore
import Testing

@Suite struct FanTests {
  /// Fans are those of PyTorch's `_calculate_fan_in_and_fan_out` for the same weight as `O I …`.
  @Test(
    arguments: [
      ([5, 7], nil, 5, 7), ([7, 5], "OI", 5, 7), ([3, 5, 7], nil, 15, 21),
      ([7, 5, 3], "OIW", 15, 21),
      ([3, 2, 5, 7], nil, 30, 42), ([7, 5, 3, 2], "OIHW", 30, 42), ([5, 7, 3, 2], "iohw", 30, 42),
      ([3, 2, 4, 5, 7], nil, 120, 168), ([7, 5, 3, 2, 4], "OIDHW", 120, 168),
      ([3, 3, 0, 4], nil, 0, 36),
    ] as [([Int], String?, Int, Int)])
  func countsAsPyTorch(_ axes: [Int], _ layout: String?, _ input: Int, _ output: Int) throws {
    let fan = try Fan(try Shape(axes), layout: layout)
    #expect(fan.input == input)
    #expect(fan.output == output)
  }

  @Test func anEmptyWeightHasNoDeviation() throws {
    let fan = try Fan(try Shape([3, 3, 0, 4]))
    #expect(Initialization.kaiming(gain: 1, fromOutput: false).deviation(fan) == 0)
    #expect(Initialization.kaiming(gain: 3, fromOutput: true).deviation(fan) == 0.5)
    #expect(Initialization.xavier(gain: 3).deviation(fan) == 3 * (2 / 36.0).squareRoot())
  }

  @Test func refusesWhatIsNoWeight() throws {
    #expect(throws: FanError.self) { try Fan(try Shape([3])) }
    #expect(throws: FanError.self) { try Fan(try Shape([1, 1, 1, 1, 1, 1])) }
    #expect(throws: LayoutError.self) { try Fan(try Shape([3, 4]), layout: "OIHW") }
  }
}
