import ArgumentParser
import ImageCodecs
import TensorCore
import ToolKit

@main
struct Tensor2png: Tool {
  static let configuration = CommandConfiguration(
    commandName: "tensor2png",
    abstract: "Draw arrays as PNG images.",
    discussion: """
      Arrays are height × width × channels, height × width, or a batch of the former, which \
      makes an image each. One channel is grey, two are grey and opacity, three RGB, four \
      RGBA; more make a grid with a cell for each channel.

      uint8 and uint16 are written as stored. Floating-point elements are clipped to --range, by \
      default 0:1, and rounded to the nearest sample, ties to even; other integers need --range \
      or --normalize. NaN is drawn magenta where there \
      are colors, else white, and a warning counts it. Several images follow each other on \
      standard output; for files of their own give -o a place for the number: -o map-%04d.png.
      """,
    version: convpipeVersion)

  @OptionGroup var drawing: DrawingArguments
  @OptionGroup var format: FormatOptions
  @OptionGroup var execution: ExecutionOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to FILE instead of standard output: whole or not at all. With %d or %04d in it, image by image to numbered files, from 0 on.",
      valueName: "FILE"))
  var output: String?

  @OptionGroup var input: InputArguments

  mutating func validate() throws { _ = try output.map(NumberedPath.init) }

  func run() throws {
    var options = try drawing.options
    options.bits = format.bits
    let images = ImageFiles(
      path: try output.map(NumberedPath.init), format: format, threads: execution.threadCount)
    let drawing = Drawing(options)
    var number = 0
    var nanCount = 0
    // A terminal is refused before anything is waited for.
    try images.open()
    try StreamLoop.read(inputs: input.paths) { array in
      nanCount += try drawing.apply(array, number: number, to: images) { note in
        if execution.verbose { Messages.note(note) }
      }
      number += 1
    }
    try images.finish()
    if images.imagesStarted == 0 {
      Messages.warn("there was no image to draw")
    }
    if nanCount > 0 {
      let elements = nanCount == 1 ? "1 element is" : "\(nanCount) elements are"
      Messages.warn("\(elements) NaN")
    }
  }
}
