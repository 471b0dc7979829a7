import ArgumentParser
import TensorCore
import ToolKit

struct Cat: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Join arrays along an axis that they have.",
    discussion: """
      Of several streams, the arrays with the same number are joined: n arrays each give n. All \
      arrays of one stream, or with --over-stream of all streams, become one.
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The axis; negative ones count from the end.", valueName: "AXIS"))
  var axis: Int = 0
  @Flag(help: "Join all arrays of all streams to one.")
  var overStream = false
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    try join(input.paths, axis: axis, isNew: false, overStream: overStream, output: output)
  }
}

struct Stack: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Join arrays along a new axis.",
    discussion: """
      Of several streams, the arrays with the same number are joined: n arrays each give n. All \
      arrays of one stream, or with --over-stream of all streams, become one: images become a \
      batch.
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where the new axis is in the result; negative ones count from the end.",
      valueName: "AXIS"))
  var axis: Int = 0
  @Flag(help: "Join all arrays of all streams to one.")
  var overStream = false
  @OptionGroup var output: OutputOption
  @OptionGroup var input: InputArguments

  func run() throws {
    try join(input.paths, axis: axis, isNew: true, overStream: overStream, output: output)
  }
}

/// What `cat` and `stack` have in common.
private func join(
  _ paths: [String], axis: Int, isNew: Bool, overStream: Bool, output: OutputOption
) throws {
  let writer = try TensorWriter(path: output.output)
  if overStream || paths.count == 1 {
    var tensors: [Tensor] = []
    try StreamLoop.read(inputs: paths, allowEmpty: true) { array in
      tensors.append(try array.reader.readTensor())
    }
    if !tensors.isEmpty {
      try Joining(tensors.map { ($0.elementType, $0.shape) }, axis: axis, isNew: isNew)
        .apply(tensors, to: writer)
    }
  } else {
    let streams = try ParallelStreams(paths: paths)
    while let arrays = try streams.next() {
      try Joining(arrays.map { ($0.header.elementType, $0.header.shape) }, axis: axis, isNew: isNew)
        .apply(arrays, to: writer)
    }
  }
  try writer.finish()
}
