import TensorCore
import TestSupport
import Testing

/// Mean and deviation as `tensor info` tells them.
@Suite struct InfoTests {
  @Test(arguments: [
    ([1e200, 1e200, 1e200], "1e+200", "0.0"),
    ([1e155, 2e155], "1.5e+155", "5e+154"),
    ([-1.5e308, 1.5e308], "0.0", "1.5e+308"),
    ([1.5e308, 1.5e308], "1.5e+308", "0.0"),
    ([1, 3], "2.0", "1.0"),
  ])
  func largeNumbersHaveMeanAndDeviation(_ values: [Double], _ mean: String, _ std: String) throws {
    let array = try Tensor.of(values, [values.count], .float64)
    let run = try ToolRun.of("tensor", ["info"], input: array.npy)
    let lines = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
    #expect(lines.contains(["mean", mean]), "\(lines)")
    #expect(lines.contains(["std", std]), "\(lines)")
  }

  /// What was asked for is there for programs, also where there is none of it.
  @Test(
    arguments: [
      ([], ", \"first\": [], \"histogram\": {\"width\": null, \"start\": null, \"counts\": []}}"),
      (
        [.nan],
        ", \"first\": [\"nan\"], \"histogram\": {\"width\": null, \"start\": null, \"counts\": []}}"
      ),
      (
        [1],
        ", \"first\": [1.0], \"histogram\": {\"width\": 2.220446049250313e-16, \"start\": 1.0, \"counts\": [1]}}"
      ),
    ] as [([Double], String)])
  func nothingIsNull(_ values: [Double], _ end: String) throws {
    let array = try Tensor.of(values, [values.count], .float64)
    let run = try ToolRun.of(
      "tensor", ["info", "--json", "--head", "3", "--histogram"], input: array.npy)
    #expect(run.end == .exit(0), "\(run.error)")
    let line = String(decoding: run.output, as: UTF8.self)
    #expect(line.hasSuffix(end + "\n"), "\(line)")
  }
}
