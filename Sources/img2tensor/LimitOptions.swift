import ArgumentParser
import ImageCodecs
import ToolKit

/// How large an image may be before it is refused.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest width and height to accept, also of --size.", valueName: "WxH"))
  var maxSize = "1000000x1000000"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest interlaced image to accept, which has to be held whole.",
      valueName: "MIB"))
  var maxHeld = 1024

  mutating func validate() throws { _ = try limits }

  var limits: ImageLimits {
    get throws {
      let (width, height) = try OptionValue.size(maxSize, option: "--max-size")
      try OptionValue.check(maxHeld, in: 1...(1 << 30), option: "--max-held")
      return ImageLimits(width: width, height: height, heldBytes: maxHeld << 20)
    }
  }
}
