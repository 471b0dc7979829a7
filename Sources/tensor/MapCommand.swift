import ArgumentParser
import TensorCore
import ToolKit

struct MapCommand: ValueVerb {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Compute a formula of arrays, element by element.",
    usage: "tensor map EXPR [NAME=FILE ...] [FILE ...] [--dtype TYPE] [-o FILE]",
    discussion: """
      x is the main stream: standard input, the FILEs, or x=FILE. Other names are streams given \
      as NAME=FILE; of one with a single array, that goes with all of the main stream, others go \
      in pairs. Without x in EXPR the first named stream is the main one.

      Operators, from those that bind loosest: | & (or, and), < <= > >= == !=, + -, * /, - ! \
      (signs, not), ^ or **. Functions: abs ceil clamp(x,low,high) cos exp floor gelu isnan log \
      max(a,b) min(a,b) relu round sigmoid sin sqrt tanh where(condition,a,b). Constants: pi e \
      inf nan. Shapes broadcast as NumPy's; computed in float32, or in float64 if an array is of \
      float64 or of integers of 32 or 64 bits. Comparisons give bool. \
      Examples: 'max(x,0)', '(x>0)*g' g=g.npy, 'w - 0.05*g' w=w.npy g=g.npy.
      """)

  @OptionGroup var result: ResultTypeOption
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var output: OutputOption
  @OptionGroup var arguments: VerbArguments

  func run() throws {
    var operation = try Elementwise(
      try arguments.value("EXPR"), execution: try execution.execution)
    operation.resultType = try result.elementType
    let streams = try MapStreams(operation, try arguments.others)
    try StreamLoop.run(
      inputs: streams.main, output: output.output, verbose: execution.verbose,
      atEnd: { _ in try streams.finish() }
    ) { array, writer in
      try operation.apply(try streams.next(array), to: writer)
    }
  }
}
