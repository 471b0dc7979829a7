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
      Reads PNG of every kind, PNM and PAM (P1 to P7), and IDX (the format of MNIST); several \
      of them may follow each other in a file or pipe, and the kind is recognised by the first \
      bytes. Each image becomes an array height × width × channels: 1 channel for grey, 3 for \
      RGB, one more for opacity. Palettes become RGB, a transparent color becomes opacity. An \
      IDX file of images becomes one array with a batch axis, one of labels an array as it is.

      Elements are float32 from 0 (black) to 1 (full intensity). With --dtype uint8 or uint16 \
      they are the stored samples; samples of fewer bits are spread over 0 to 255, or 0 to \
      65535 for a maxval above 255.
      """,
    version: convpipeVersion)

  @Flag(
    help:
      "Make one array with a batch axis of all images, which must be alike. Several files must have one image each."
  )
  var batch = false

  @OptionGroup var conversion: ConversionArguments
  @OptionGroup var limits: LimitOptions

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  /// What is made is no larger than what may be read.
  mutating func validate() throws {
    guard let size = try conversion.options.size else { return }
    let largest = try limits.limits
    guard size.width <= largest.width, size.height <= largest.height else {
      throw UsageError(
        "--size \(size.width)x\(size.height) is larger than --max-size, \(largest.width)x\(largest.height)"
      )
    }
  }

  func run() throws {
    let options = try conversion.options
    let writer = try TensorWriter(path: output.output)
    let files = ImageStreams(
      paths: input.paths, limits: try limits.limits, isLinear: options.isLinear,
      verbose: execution.verbose)
    let conversion = ImageConversion(options, progress: files.progress)
    if batch {
      try files.writeBatch(ImageBatch(conversion, to: writer))
    } else {
      try files.forEach { source, _, _ in
        switch source {
        case .image(let image): try conversion.apply(image, to: writer)
        case .numbers(let numbers): try numbers.write(to: writer)
        }
      }
    }
    try writer.finish()
  }
}
