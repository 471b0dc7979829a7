import ArgumentParser
import TensorCore
import ToolKit

@main
struct TensorTool: Tool {
  static let configuration = CommandConfiguration(
    commandName: "tensor",
    abstract: "Make, describe and compare arrays of tensor streams.",
    version: convpipeVersion,
    subcommands: [Gen.self])
}
