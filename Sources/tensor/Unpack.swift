import ArgumentParser
import TensorArchives
import TensorCore
import ToolKit

struct Unpack: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the arrays of an .npz or .safetensors file, or extract some of them.",
    usage: """
      tensor unpack FILE [--json]
      tensor unpack FILE NAME ... [-o FILE]
      tensor unpack FILE --all [-o FILE]
      """,
    discussion: """
      Arrays come out in the order of the NAMEs, or with --all in that of the file, as they are; \
      bfloat16, which no stream has, becomes float32 without rounding. An array is checked \
      against its CRC-32, where the file has one, before its last piece is written.
      """)

  @Argument(help: ArgumentHelp("The file to read; - is standard input, if that is a file."))
  var file: String

  @Argument(help: ArgumentHelp("Arrays to extract; none: list them all.", valueName: "NAME"))
  var names: [String] = []

  @Flag(help: "Extract all arrays.")
  var all = false

  @Flag(help: "List one JSON object an array, one a line.")
  var json = false

  @OptionGroup var output: OutputOption

  private var extracts: Bool { all || !names.isEmpty }

  mutating func validate() throws {
    guard !all || names.isEmpty else {
      throw UsageError("--all extracts every array, expected no NAME beside it: '\(names[0])'")
    }
    guard !extracts || !json else { throw UsageError("--json lists arrays, it extracts none") }
    guard extracts || output.output == nil else {
      throw UsageError("-o takes extracted arrays, expected a NAME or --all")
    }
  }

  func run() throws {
    let archive = try TensorArchives.open(file)
    guard extracts else { return try list(archive) }
    guard !all || !archive.arrayNames.isEmpty else {
      throw ArchiveError.noArray(archive: archive.name)
    }
    let wanted = all ? archive.arrayNames : names
    // A wrong name is told before anything is written.
    for name in wanted { try archive.check(name) }
    let writer = try TensorWriter(path: output.output)
    for name in wanted { try archive.extract(name, to: writer) }
    try writer.finish()
  }

  private func list(_ archive: any TensorArchive) throws {
    let arrays = try archive.arrayNames.map { try archive.description(of: $0) }
    if json {
      for array in arrays { try TextOutput.write(ArchiveListing.json(array)) }
    } else if arrays.isEmpty {
      try TextOutput.write("\(archive.name): no arrays\n")
    } else {
      try TextOutput.write(ArchiveListing.text(arrays))
    }
  }
}
