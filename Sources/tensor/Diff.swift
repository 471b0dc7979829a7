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

      --taps K is for sums of K terms, such as convolutions, in whatever order they were added: \
      |a - e| <= 2 gamma s, gamma = K u/(1 - K u), u = 2^-24 for float32. s is the sum of the terms' \
      magnitudes if --magnitude tells it, else estimated: the larger of |e| and sqrt(K) times the \
      root mean square of EXPECTED.
      """)

  @Argument(help: ArgumentHelp("The stream to check; - for standard input.", valueName: "ACTUAL"))
  var actual: String

  @Argument(
    help: ArgumentHelp("The stream that it should be; - for standard input.", valueName: "EXPECTED")
  )
  var expected: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Relative tolerance.", valueName: "X"))
  var rtol: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Absolute tolerance.", valueName: "X"))
  var atol: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "At most so many steps between neighbouring values; +0 and -0 are the same.", valueName: "N"))
  var ulp: UInt64?

  @Flag(help: "The same bits: -0 is not 0, NaN payloads count.")
  var exact = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tolerance of sums of K terms each: a convolution's kernel times its input channels, plus 1 for a bias.",
      valueName: "K"))
  var taps: Int?

  @Option(
    help: ArgumentHelp(
      "With --taps: arrays of the sums of the terms' magnitudes, for example conv of |x| with |w|.",
      valueName: "FILE"))
  var magnitude: String?

  @Flag(help: "NaN is the same as NaN.")
  var equalNan = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Differing elements to show of each array.", valueName: "N"))
  var show = 5

  @Flag(name: .shortAndLong, help: "Say nothing, and stop at the first difference.")
  var quiet = false

  @Flag(help: "Tell the largest differences of arrays that are the same, too.")
  var verbose = false

  @Flag(help: "One JSON object an array, one a line.")
  var json = false

  @Flag(
    help:
      "Write ACTUAL to the file EXPECTED, compare nothing, and exit with 1: no test passes by it."
  )
  var record = false

  mutating func validate() throws {
    try StandardInput.requireOnce([
      ("ACTUAL", actual), ("EXPECTED", expected), ("--magnitude", magnitude),
    ])
    try OptionValue.check(show, in: 0...1_000_000, option: "--show")
    guard !quiet || !json && !verbose else {
      throw UsageError("--quiet excludes --json and --verbose")
    }
    guard !record || expected != "-" else {
      throw UsageError("--record writes EXPECTED, which must be a file")
    }
    _ = try criterion
  }

  private var criterion: StreamComparison.Criterion {
    get throws {
      let isClose = rtol != nil || atol != nil
      guard [exact, ulp != nil, taps != nil, isClose].filter({ $0 }).count <= 1 else {
        throw UsageError("--exact, --ulp, --taps and --rtol with --atol exclude each other")
      }
      guard taps != nil || magnitude == nil else {
        throw UsageError("--magnitude goes with --taps")
      }
      if let taps {
        try OptionValue.check(taps, in: 1...Int.max, option: "--taps")
        return .sums(terms: taps)
      }
      if exact { return .rule(.bits) }
      if let ulp { return .rule(.steps(ulp)) }
      guard isClose else { return .usual }
      return .rule(
        .closeness(
          absolute: try tolerance(atol, "--atol"), relative: try tolerance(rtol, "--rtol")))
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
    let isSame = try record ? recordActual() : compare()
    if !isSame { throw ExitCode(ExitStatus.different.rawValue) }
  }

  private func compare() throws -> Bool {
    var comparison = StreamComparison()
    comparison.criterion = try criterion
    comparison.magnitudes = try magnitude.map { try TensorReader(path: $0) }
    comparison.nanEqualsNaN = equalNan
    comparison.shown = quiet ? 0 : show
    var isSame = true
    let (a, e) = (try TensorReader(path: actual), try TensorReader(path: expected))
    try comparison.compare(a, e) { array, finding in
      if finding.isDifference { isSame = false }
      if quiet { return isSame }
      let report = DiffReport(array: array, finding: finding, actual: a.name, expected: e.name)
      if json {
        try TextOutput.write(report.json.text + "\n")
      } else if finding.isDifference || verbose {
        try TextOutput.write(report.text)
      }
      return true
    }
    return isSame
  }

  /// Makes the stream that was found the one that is expected. Never the same.
  private func recordActual() throws -> Bool {
    var arrays = 0
    try StreamLoop.run(inputs: [actual], output: expected) { array, writer in
      let header = array.header
      try writer.begin(header.elementType, header.shape)
      try array.reader.forward(count: header.shape.count, to: writer)
      arrays += 1
    }
    if !quiet {
      Messages.note(
        "recorded \(arrays) \(arrays == 1 ? "array" : "arrays") in \(expected); nothing was compared, so the exit code is 1"
      )
    }
    return false
  }
}
