import ArgumentParser
import ImageCodecs
import TensorCore
import ToolKit

@main
struct Img2tensor: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img2tensor",
    abstract: "Turn images into arrays, one a frame.",
    discussion: """
      Reads PNG of every kind, PNM and PAM (P1 to P7); several of them may follow each other \
      in a file or pipe, and the kind is recognised by the first bytes. Each image becomes an \
      array height × width × channels: 1 channel for grey, 3 for RGB, one more for opacity. \
      Palettes become RGB, a transparent colour becomes opacity.

      Elements are float32 from 0 (black) to 1 (full intensity). With --dtype uint8 or uint16 \
      they are the stored samples; samples of fewer bits are spread over 0 to 255, or 0 to \
      65535 for a maxval above 255.
      """)

  @Option(
    help: ArgumentHelp(
      "Element type: float32 (default), float64, float16, uint8 or uint16.", valueName: "TYPE"))
  var dtype = "float32"

  @Option(
    help: ArgumentHelp(
      "What black and full intensity become (default: 0:1; uint8 and uint16: as stored).",
      valueName: "LO:HI"))
  var scale: String?

  @OptionGroup var limits: LimitOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  mutating func validate() throws { _ = try sampleScale }

  private var sampleScale: SampleScale {
    get throws {
      let type = try ValueParsing.word(
        dtype, of: SampleScale.elementTypes.map { ($0.rawValue, $0) }, option: "--dtype")
      let range = try scale.map { try ValueParsing.range($0, option: "--scale") }
      return SampleScale(
        elementType: type, range: range.map { .init(low: $0.low, high: $0.high) })
    }
  }

  func run() throws {
    let conversion = ImageToTensor(scale: try sampleScale)
    let writer = try TensorWriter(path: output.output)
    for path in input.paths {
      let reader = ImageReader(try ByteReader(path: path), limits: try limits.limits)
      while let image = try reader.next() {
        try conversion.apply(image, to: writer)
        if let warning = image.warning { Messages.warn(warning, tool: Self.toolName) }
      }
      try reader.requireImage()
    }
    try writer.finish()
  }
}
