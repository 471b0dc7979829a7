import ArgumentParser
import TensorCore
import ToolKit

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell shape, type and what the elements are like, for each array of a stream.",
    discussion: """
      Smallest, largest, mean and standard deviation are those of the finite elements. Letters \
      of the axes are those that the tools take an array of that rank to have. A stream \
      without arrays is no error.
      """)

  @Flag(help: "One JSON object an array, one a line.")
  var json = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Show the first N elements too.", valueName: "N"))
  var head = 0

  @Flag(help: "Draw how the finite elements are spread.")
  var histogram = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most bins of the histogram, 4 to 10000; their width is a power of two.", valueName: "N"))
  var bins = 20

  @OptionGroup var layout: LayoutOptions
  @OptionGroup var input: InputArguments

  mutating func validate() throws {
    try OptionValue.check(head, in: 0...1_000_000, option: "--head")
    try OptionValue.check(bins, in: 4...10_000, option: "--bins")
  }

  func run() throws {
    for path in input.paths {
      let reader = try TensorReader(path: path)
      while let array = try reader.next() {
        let description = ArrayDescription(
          array: reader.arraysStarted - 1, header: reader.storedHeader!,
          letters: try? layout.dataLayout.describe(array.header.shape).letters,
          summary: try Summary(array, head: head, bins: histogram ? bins : nil),
          showsFirst: head > 0)
        try TextOutput.write(json ? description.json : description.text)
      }
      if reader.arraysStarted == 0, !json {
        try TextOutput.write("\(reader.name): no arrays\n")
      }
    }
  }
}
