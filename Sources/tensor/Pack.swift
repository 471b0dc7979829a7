import ArgumentParser
import TensorArchives
import TensorCore
import ToolKit

struct Pack: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put arrays into one .npz or .safetensors file, by name.",
    usage: """
      tensor pack [NAME=FILE | FILE | -] ... -o FILE.npz|FILE.safetensors
      """,
    discussion: """
      A FILE holds one array, which gets the file's name without .npy unless another NAME is \
      given. The arrays of standard input are arr_0, arr_1 and so on. --names names the arrays \
      of all streams in order, however many each has. The bytes are those that numpy.savez and \
      safetensors write.
      """)

  @Argument(help: ArgumentHelp("Streams to read; - or none: standard input.", valueName: "FILE"))
  var words: [String] = []

  @Option(help: ArgumentHelp("Names of all arrays, in order.", valueName: "A,B,..."))
  var names: String?

  @Option(
    help: ArgumentHelp(
      "npz or safetensors (default: how the output's name ends).", valueName: "FORMAT"))
  var format: String?

  @Flag(help: "Compress an .npz file, as numpy.savez_compressed.")
  var deflate = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A text for the header of a .safetensors file, such as format=pt. May be repeated.",
      valueName: "KEY=TEXT"))
  var metadata: [String] = []

  @OptionGroup var output: OutputOption

  private enum Format: String { case npz, safetensors }

  private var chosen: Format {
    get throws(UsageError) {
      if let format {
        guard let chosen = Format(rawValue: format) else {
          throw UsageError("--format expects npz or safetensors, got '\(format)'")
        }
        return chosen
      }
      let ending = output.output?.split(separator: ".").last.map(String.init) ?? ""
      guard let chosen = Format(rawValue: ending) else {
        throw UsageError(
          "expected -o FILE.npz, -o FILE.safetensors or --format, got \(output.output.map { "-o \($0)" } ?? "none")"
        )
      }
      return chosen
    }
  }

  private var texts: [(String, String)] {
    get throws(UsageError) {
      var texts: [(String, String)] = []
      for word in metadata {
        guard let (key, text) = PackInputs.pair(word), !key.isEmpty else {
          throw UsageError("--metadata expects KEY=TEXT, got '\(word)'")
        }
        guard !texts.contains(where: { $0.0 == key }) else {
          throw UsageError("--metadata \(key) is given twice")
        }
        texts.append((key, text))
      }
      return texts
    }
  }

  mutating func validate() throws {
    _ = try PackInputs(words, names: names)
    _ = try texts
    switch try chosen {
    case .npz where !metadata.isEmpty:
      throw UsageError("--metadata is for .safetensors files, an .npz file has no place for it")
    case .safetensors where deflate:
      throw UsageError("--deflate is for .npz files, .safetensors files are not compressed")
    default: break
    }
  }

  func run() throws {
    let inputs = try PackInputs(words, names: names)
    switch try chosen {
    case .npz:
      let writer = try NPZWriter(path: output.output, deflate: deflate)
      try inputs.forEach { name, _, array in
        try NPZWriter.check(name)
        try writer.add(name, array)
      }
      try writer.finish()
    case .safetensors:
      try SafetensorsPacking(inputs, metadata: try texts).write(to: output.output)
    }
  }
}
