import ArgumentParser
import ImageCodecs
import TensorCore
import ToolKit

/// What images become.
struct ConversionArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Element type: float32, float64, float16, uint8 or uint16.", valueName: "TYPE"))
  var dtype = "float32"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What black and full intensity become (default: 0:1; uint8 and uint16: as stored).",
      valueName: "LOW:HIGH"))
  var scale: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Subtract from the scaled values, one number or one a channel.", valueName: "M,…"))
  var mean: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Divide by, after --mean: one number or one a channel.", valueName: "S,…"))
  var std: String?

  @Flag(
    help:
      "Make grey of RGB: 0.299 R + 0.587 G + 0.114 B (BT.601); with --linear 0.2126 R + 0.7152 G + 0.0722 B (BT.709)."
  )
  var gray = false

  @Flag(help: "Make RGB of grey.")
  var rgb = false

  @Option(
    help: ArgumentHelp(
      "Opacity: keep, drop, or over:COLOR to lay the image over a color such as white or #ff8000.",
      valueName: "WHAT"))
  var alpha = "keep"

  @Flag(help: "Turn stored values into light: by the sRGB curve, or by the image's gAMA.")
  var linear = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Resample to this width and height, at most those of --max-size.", valueName: "WxH"))
  var size: String?

  @Option(
    help: ArgumentHelp(
      "How to resample: bilinear or box. Both are widened where the image shrinks, so that every pixel counts.",
      valueName: "FILTER"))
  var filter = "bilinear"

  @OptionGroup var layout: ImageLayoutOption

  mutating func validate() throws { _ = try options }

  var options: ConversionOptions {
    get throws {
      var options = ConversionOptions()
      options.scale = try elementScale
      guard !(gray && rgb) else {
        throw UsageError("--gray and --rgb both choose the channels, expected one")
      }
      options.channels = gray ? .gray : rgb ? .rgb : .asStored
      options.alpha = try opacity
      options.isLinear = linear
      options.size = try size.map {
        let (width, height) = try OptionValue.size($0, option: "--size")
        return ImageSize(width: width, height: height)
      }
      options.filter = try OptionValue.word(
        filter, of: ResampleFilter.allCases.map { ($0.rawValue, $0) }, option: "--filter")
      options.layout = try layout.layout
      return options
    }
  }

  private var elementScale: ElementScale {
    get throws {
      let type = try OptionValue.word(
        dtype, of: ElementScale.elementTypes.map { ($0.rawValue, $0) }, option: "--dtype")
      let range = try scale.map { try OptionValue.range($0, option: "--scale", mayDescend: true) }
      if let range, !(range.high - range.low).isFinite {
        throw UsageError("--scale expects numbers whose difference is finite, got '\(scale!)'")
      }
      let deviations = try std.map { try OptionValue.numbers($0, option: "--std") } ?? []
      guard !deviations.contains(0) else {
        throw UsageError("--std expects numbers other than 0, got '\(std!)'")
      }
      return ElementScale(
        elementType: type, range: range.map { .init(low: $0.low, high: $0.high) },
        means: try mean.map { try OptionValue.numbers($0, option: "--mean") } ?? [],
        deviations: deviations)
    }
  }

  private var opacity: ConversionOptions.Alpha {
    get throws {
      switch alpha {
      case "keep": return .keep
      case "drop": return .drop
      default:
        guard alpha.hasPrefix("over:") else {
          throw UsageError("--alpha expects keep, drop or over:COLOR, got '\(alpha)'")
        }
        let color = try OptionValue.color(String(alpha.dropFirst(5)), option: "--alpha over:")
        return .over(color.map { Double($0) / 255 })
      }
    }
  }
}
