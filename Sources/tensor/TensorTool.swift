import ArgumentParser
import TensorCore
import ToolKit

@main
struct TensorTool: Tool {
  static let configuration = CommandConfiguration(
    commandName: "tensor",
    abstract: "Make, describe and compare arrays of tensor streams.",
    version: convpipeVersion,
    subcommands: [
      Info.self, Diff.self, Gen.self, Reshape.self, Permute.self, Flip.self, SliceCommand.self,
      Pad.self, Cat.self, Stack.self, SplitCommand.self, Convert.self, Matmul.self,
      MapCommand.self, ReduceCommand.self, Pack.self, Unpack.self,
    ])

  static func parsed(_ arguments: [String]) -> [String] {
    commands(named: arguments).last is any ValueVerb.Type
      ? VerbArguments.withSignsHidden(arguments) : arguments
  }

  static func exitStatus(_ usual: ExitStatus, arguments: [String]) -> ExitStatus {
    guard arguments.first == "diff", usual != .done, usual != .different else { return usual }
    return .trouble
  }
}
