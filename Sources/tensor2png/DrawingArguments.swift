import ArgumentParser
import ImageCodecs
import TensorCore
import ToolKit

/// How elements become colours and where they lie.
struct DrawingArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What is drawn black and with full intensity (default: 0:1; uint8 and uint16: as stored).",
      valueName: "LOW:HIGH"))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "Take the range from each image's finite elements: minmax; symmetric, with 0 in the middle; or percentile:P, all but P percent at each end.",
      valueName: "MODE"))
  var normalize: String?

  @Flag(help: "Let --normalize find a range for each cell of a grid.")
  var perMap = false

  @Option(
    help: ArgumentHelp(
      "Colors for single channels, each by itself: gray, viridis, magma or coolwarm (default: gray; coolwarm with --normalize symmetric).",
      valueName: "MAP"))
  var colormap: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw a grid of so many columns and rows: of the images of a batch, else of single channels.",
      valueName: "COLSxROWS"))
  var grid: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pixels between the cells of a grid.", valueName: "N"))
  var gap = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw each element as a square of N×N pixels.", valueName: "N"))
  var enlarge = 1

  @Option(
    help: ArgumentHelp(
      "Color of NaN, which makes RGB of grey (default: magenta, in grey white).",
      valueName: "COLOR"))
  var nan: String?

  @Flag(help: "Elements are light: store them by the sRGB curve.")
  var linear = false

  @Option(
    help: ArgumentHelp(
      "Order of the data's axes, such as NCHW or CHW (default: NHWC). Arrays may lack N, or N and C.",
      valueName: "LETTERS"))
  var layout: String?

  @Option(
    help: ArgumentHelp(
      "Arrays are weights with these axes, such as HWIO: a grid with a cell for each filter, or for filters of other than 1 and 3 channels a row.",
      valueName: "LETTERS"))
  var weights: String?

  mutating func validate() throws { _ = try options }

  var options: DrawingOptions {
    get throws {
      var options = DrawingOptions()
      if let range {
        guard normalize == nil else {
          throw UsageError("--range and --normalize both choose the range, expected one")
        }
        let (low, high) = try OptionValue.range(range, option: "--range", mayDescend: true)
        options.range = .stated(low: low, high: high)
      }
      if let normalize {
        options.range = try rangeMode(normalize)
      }
      options.layout = try axes
      options.isWeights = weights != nil
      options.nanColor = try nan.map { try OptionValue.color($0, option: "--nan") }
      options.isLinear = linear
      guard !linear || colormap == nil else {
        throw UsageError("--linear and --colormap both choose the samples, expected one")
      }
      guard !perMap || normalize != nil else {
        throw UsageError("--per-map expects --normalize, whose ranges it keeps apart")
      }
      options.rangePerMap = perMap
      options.colormap = try colormap.map {
        try OptionValue.word(
          $0, of: Colormap.allCases.map { ($0.rawValue, $0) }, option: "--colormap")
      }
      options.grid = try grid.map {
        let size = try OptionValue.size($0, option: "--grid", form: "COLSxROWS")
        return (size.width, size.height)
      }
      try OptionValue.check(gap, in: 0...65536, option: "--gap")
      options.gap = gap
      try OptionValue.check(enlarge, in: 1...65536, option: "--enlarge")
      options.enlargement = enlarge
      return options
    }
  }

  private func rangeMode(_ text: String) throws(UsageError) -> DrawingOptions.Range {
    switch text {
    case "minmax": return .minmax
    case "symmetric": return .symmetric
    default:
      let prefix = "percentile:"
      guard text.hasPrefix(prefix), let percentage = Double(text.dropFirst(prefix.count)),
        percentage >= 0, percentage < 50
      else {
        throw UsageError(
          "--normalize expects minmax, symmetric or percentile:P with P from 0 to below 50, got '\(text)'"
        )
      }
      return .percentile(percentage)
    }
  }

  /// What the axes mean: the filters of weights are the images of a batch.
  private var axes: DataLayout {
    get throws {
      guard let weights else { return try DataLayout(layout ?? "NHWC", dims: 2) }
      guard layout == nil else {
        throw UsageError("--layout and --weights both name the axes, expected one")
      }
      let letters = weights.uppercased()
      guard letters.sorted() == Array("HIOW") else {
        throw UsageError(
          "--weights expects an order of the letters HWIO, got '\(weights)'")
      }
      let names: [Character: Character] = ["I": "C", "O": "N"]
      return try DataLayout(String(letters.map { names[$0] ?? $0 }), dims: 2)
    }
  }
}
