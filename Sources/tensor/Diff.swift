import ArgumentParser
import TensorCore
import ToolKit

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two streams, array by array; exit code 0 same, 1 different, 2 trouble.",
    discussion: """
      Elements a of ACTUAL and e of EXPECTED are the same if |a - e| <= atol + rtol*|e|. The \
      usual tolerances are those of PyTorch's assert_close: rtol 1.3e-6 and atol 1e-5 for \
      float32, 1e-7 and 1e-7 for float64, 1e-3 and 1e-5 for float16, none for integers. If one \
      of them is given, the other is 0. Shapes, types and the number of arrays must agree.
      """)

  @Argument(help: ArgumentHelp("The stream to check; - for standard input.", valueName: "ACTUAL"))
  var actual: String

  @Argument(
    help: ArgumentHelp("The stream that it should be; - for standard input.", valueName: "EXPECTED")
  )
  var expected: String

  @Option(help: ArgumentHelp("Relative tolerance.", valueName: "X"))
  var rtol: String?

  @Option(help: ArgumentHelp("Absolute tolerance.", valueName: "X"))
  var atol: String?

  @Option(
    help: ArgumentHelp(
      "At most so many steps between neighbouring values; +0 and -0 are the same.", valueName: "N"))
  var ulp: UInt64?

  @Flag(help: "The same bits: -0 is not 0, NaN payloads count.")
  var exact = false

  @Flag(help: "NaN is the same as NaN.")
  var equalNan = false

  @Option(
    help: ArgumentHelp("Differing elements to show of each array.", valueName: "N"))
  var show = 5

  @Flag(name: .shortAndLong, help: "Say nothing, and stop at the first difference.")
  var quiet = false

  @Flag(help: "Tell the largest differences of arrays that are the same, too.")
  var verbose = false

  mutating func validate() throws {
    guard actual != "-" || expected != "-" else {
      throw UsageError("only one of the two streams can be standard input")
    }
    guard (0...1_000_000).contains(show) else {
      throw UsageError("--show expects a number from 0 to 1000000, got \(show)")
    }
    _ = try rule
  }

  private var rule: Tolerance.Rule? {
    get throws {
      guard (exact ? 1 : 0) + (ulp != nil ? 1 : 0) + (rtol != nil || atol != nil ? 1 : 0) <= 1
      else { throw UsageError("--exact, --ulp and --rtol with --atol exclude each other") }
      if exact { return .bits }
      if let ulp { return .steps(ulp) }
      guard rtol != nil || atol != nil else { return nil }
      return .closeness(
        absolute: try tolerance(atol, "--atol"), relative: try tolerance(rtol, "--rtol"))
    }
  }

  private func tolerance(_ text: String?, _ option: String) throws(UsageError) -> Double {
    guard let text else { return 0 }
    guard let value = Double(text), value >= 0, value.isFinite else {
      throw UsageError("\(option) expects a number of at least 0, got '\(text)'")
    }
    return value
  }

  func run() throws {
    var comparison = StreamComparison()
    comparison.rule = try rule
    comparison.nanEqualsNaN = equalNan
    comparison.shown = quiet ? 0 : show
    var isSame = true
    let (a, e) = (try TensorReader(path: actual), try TensorReader(path: expected))
    try comparison.compare(a, e) { array, finding in
      if finding.isDifference { isSame = false }
      if quiet { return isSame }
      let report = DiffReport(array: array, finding: finding, actual: a.name, expected: e.name)
      if finding.isDifference || verbose { try TextOutput.write(report.text) }
      return true
    }
    try a.requireArray()
    try e.requireArray()
    if !isSame { throw ExitCode(ExitStatus.different.rawValue) }
  }
}
