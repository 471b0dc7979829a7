import ArgumentParser
import ImageCodecs
import ToolKit

/// How elements become colours and where they lie.
struct DrawingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is drawn black and with full intensity (default: 0:1; uint8 and uint16: as stored).",
      valueName: "LO:HI"))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "Take the range from each image's finite elements: minmax, or symmetric, with 0 in the middle.",
      valueName: "MODE"))
  var normalize: String?

  @Flag(help: "Let --normalize find a range for each map of a grid.")
  var perMap = false

  @Option(
    help: ArgumentHelp(
      "Colours for single channels: gray, viridis, magma or coolwarm (default: gray; coolwarm with --normalize symmetric).",
      valueName: "MAP"))
  var colormap: String?

  @Option(
    help: ArgumentHelp(
      "Draw each channel by itself in a grid of so many columns and rows.",
      valueName: "COLSxROWS"))
  var grid: String?

  @Option(help: ArgumentHelp("Pixels between the cells of a grid (default: 1).", valueName: "N"))
  var gap = 1

  @Option(
    help: ArgumentHelp("Draw each element as a square of N×N pixels (default: 1).", valueName: "N"))
  var enlarge = 1

  mutating func validate() throws { _ = try options }

  var options: DrawingOptions {
    get throws {
      var options = DrawingOptions()
      if let range {
        guard normalize == nil else {
          throw UsageError("--range and --normalize both choose the range, expected one")
        }
        let (low, high) = try ValueParsing.range(range, option: "--range")
        options.range = .stated(low: low, high: high)
      }
      if let normalize {
        options.range = try ValueParsing.word(
          normalize, of: [("minmax", .minmax), ("symmetric", .symmetric)], option: "--normalize")
      }
      guard !perMap || normalize != nil else {
        throw UsageError("--per-map expects --normalize, whose ranges it keeps apart")
      }
      options.rangePerMap = perMap
      options.colormap = try colormap.map {
        try ValueParsing.word(
          $0, of: Colormap.allCases.map { ($0.rawValue, $0) }, option: "--colormap")
      }
      options.grid = try grid.map {
        let size = try ValueParsing.size($0, option: "--grid", form: "COLSxROWS")
        return (size.width, size.height)
      }
      try ValueParsing.check(gap, in: 0...65536, option: "--gap")
      options.gap = gap
      try ValueParsing.check(enlarge, in: 1...65536, option: "--enlarge")
      options.enlargement = enlarge
      return options
    }
  }
}
