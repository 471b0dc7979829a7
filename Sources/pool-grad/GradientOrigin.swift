import ArgumentParser
import TensorCore
import ToolKit

/// The pooling's input, or its shape.
struct GradientOrigin: ParsableArguments {
  @Option(
    name: .customLong("input"),
    help: ArgumentHelp("What the pooling was given: a stream of arrays.", valueName: "FILE"))
  var data: String?

  @OptionGroup var likeOptions: LikeOptions

  /// What this reads.
  var uses: [StandardInput.Use] { [("--input", data), likeOptions.use] }

  func inputs() throws -> PairedStream? { try data.map { try PairedStream(path: $0) } }
}
