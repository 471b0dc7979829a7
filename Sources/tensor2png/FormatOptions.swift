import ArgumentParser
import ImageCodecs
import ToolKit

/// The format of the images that are written.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Write PGM or PPM, or PAM for other than 1 or 3 channels, instead of PNG.")
  var pnm = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bits of a sample, 8 or 16 (default: 16 for uint16, else 8).", valueName: "BITS"))
  var bits: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How hard to compress, from 0 (not at all) to 9.", valueName: "LEVEL"))
  var level = 6

  mutating func validate() throws {
    if let bits, bits != 8, bits != 16 {
      throw UsageError("--bits expects 8 or 16, got \(bits)")
    }
    try OptionValue.check(level, in: 0...9, option: "--level")
  }
}
