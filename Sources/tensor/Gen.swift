import ArgumentParser
import TensorCore
import ToolKit

struct Gen: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make arrays: fills, random numbers, first weights and image filters.",
    discussion: """
      Filters have spatial axes only, so conv applies them to each channel by itself:
        conv -w <(tensor gen sobel-x) --padding same
      Random numbers come from Philox 4x32-10: element i of array k of a seed is the same on \
      every machine.
      """,
    subcommands: [
      GenZeros.self, GenOnes.self, GenConstant.self, GenArange.self, GenUniform.self,
      GenNormal.self, GenIntegers.self, GenKaimingUniform.self, GenKaimingNormal.self,
      GenXavierUniform.self, GenXavierNormal.self, GenDelta.self, GenSobelX.self, GenSobelY.self,
      GenSobelZ.self, GenLaplacian.self, GenGaussian.self, GenLog.self, GenDog.self,
      GenGabor.self, GenBox.self, GenSharpen.self, GenIdentity.self,
    ])
}

/// What all kinds of `gen` do once it is clear what to make.
func write(
  _ fill: Fill, _ array: ArrayOptions, shape: Shape? = nil, seed: UInt64 = 0,
  _ execution: ExecutionOptions? = nil, to output: OutputOption
) throws {
  let shape = try array.axes ?? shape ?? array.requiredAxes
  let generator = try Generator(
    fill, elementType: try array.type.elementType, shape: shape, seed: seed,
    execution: try execution?.execution
      ?? Execution(instructionSet: try .chosen(), threads: 1))
  let writer = try TensorWriter(path: output.output)
  StreamNotes(isOn: execution?.verbose ?? false).tellResults(of: writer)
  for sequence in 0..<array.count { try generator.write(to: writer, sequence: sequence) }
  try writer.finish()
}

/// What a kind of `gen` is told without the name of an option. It may start with a minus.
struct ValueArgument: ParsableArguments {
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("What the description says.", valueName: "VALUE"))
  var values: [String] = []

  /// The one value; nil for none.
  ///
  /// - Parameter form: how it is written, for messages.
  func single(_ form: String) throws(UsageError) -> String? {
    let values = VerbArguments.operands(values)
    guard values.count <= 1 else {
      throw UsageError(
        "expected one \(form), got \(values.map { "'\($0)'" }.joined(separator: " "))")
    }
    return values.first
  }

  func required(_ form: String) throws(UsageError) -> String {
    guard let value = try single(form) else { throw UsageError("\(form) is missing") }
    return value
  }
}
