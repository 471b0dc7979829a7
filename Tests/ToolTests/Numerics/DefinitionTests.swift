import Foundation
import TensorCore
import TestSupport
import Testing

/// The tools give the bytes of the C program that docs/numerics.md defines them by: on every
/// instruction set, with one to three threads, through a pipe and from a file, as one batch and
/// image by image.
@Suite struct DefinitionTests {
  struct Geometry: Sendable, CustomStringConvertible {
    var images = 2
    var height: Int
    var width: Int
    var inputs: Int
    var outputs: Int
    var kernel = (3, 3)
    var stride = (1, 1)
    var dilation = (1, 1)
    var padding = (h: (1, 1), w: (1, 1))
    var groups = 1

    var axes: [PlainAxis] {
      [(height, kernel.0, stride.0, dilation.0), (width, kernel.1, stride.1, dilation.1)]
        .enumerated().map { number, axis in
          PlainAxis(
            input: axis.0, kernel: axis.1, stride: axis.2, dilation: axis.3,
            padding: .amounts([
              .init(before: padding.h.0, after: padding.h.1),
              .init(before: padding.w.0, after: padding.w.1),
            ]), axis: number)!
        }
    }

    var options: [String] {
      [
        "--stride", "\(stride.0),\(stride.1)", "--dilation", "\(dilation.0),\(dilation.1)",
        "--padding", "\(padding.h.0):\(padding.h.1),\(padding.w.0):\(padding.w.1)",
      ]
    }

    /// The program's arguments.
    func arguments(_ operation: String, bias: Bool = false) -> [String] {
      let numbers = [images, inputs, outputs, groups, bias ? 1 : 0]
      let axes = axes.flatMap {
        [$0.input, $0.kernel, $0.stride, $0.dilation, $0.before, $0.after, $0.output]
      }
      return [operation] + (numbers + axes).map(String.init)
    }

    var description: String {
      "\(images)×\(height)×\(width)×\(inputs) to \(outputs) by \(kernel), stride \(stride), dilation \(dilation), padding \(padding), groups \(groups)"
    }
  }

  static let geometries: [Geometry] = [
    .init(height: 13, width: 17, inputs: 1, outputs: 1),
    .init(height: 19, width: 23, inputs: 1, outputs: 1, kernel: (5, 5), padding: ((2, 2), (2, 2))),
    .init(height: 11, width: 37, inputs: 1, outputs: 3, kernel: (3, 5), stride: (2, 1)),
    .init(height: 13, width: 11, inputs: 3, outputs: 1, padding: ((0, 0), (0, 0))),
    .init(height: 7, width: 5, inputs: 3, outputs: 33, stride: (2, 2)),
    .init(
      height: 13, width: 19, inputs: 3, outputs: 7, dilation: (2, 2), padding: ((2, 2), (2, 2))),
    .init(height: 5, width: 7, inputs: 33, outputs: 3, kernel: (2, 3), padding: ((0, 1), (2, 0))),
    .init(
      height: 11, width: 13, inputs: 33, outputs: 33, stride: (2, 2), dilation: (2, 2),
      padding: ((3, 1), (0, 2))),
    .init(
      images: 3, height: 7, width: 7, inputs: 31, outputs: 17, kernel: (1, 1),
      padding: ((0, 0), (0, 0))),
    .init(height: 9, width: 13, inputs: 33, outputs: 33, groups: 33),
    .init(height: 9, width: 13, inputs: 33, outputs: 66, stride: (2, 3), groups: 33),
    .init(height: 11, width: 11, inputs: 6, outputs: 9, dilation: (2, 1), groups: 3),
    .init(height: 5, width: 3, inputs: 34, outputs: 38, kernel: (4, 3), stride: (3, 2), groups: 2),
    .init(
      images: 1, height: 1, width: 41, inputs: 3, outputs: 16, kernel: (1, 7), stride: (1, 5),
      padding: ((0, 0), (6, 3))),
    .init(
      images: 1, height: 37, width: 67, inputs: 1, outputs: 1, kernel: (7, 3), stride: (1, 1),
      padding: ((3, 3), (1, 1))),
    .init(
      images: 5, height: 3, width: 3, inputs: 2, outputs: 5, kernel: (5, 5),
      padding: ((4, 4), (4, 4))),
  ]

  private static let programs: [ComputeType: Result<DefinitionProgram, any Error>] = {
    guard let compiler = DefinitionProgram.compiler else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: [.float32, .float64].map { type in
        (type, Result { try DefinitionProgram(type, compiler: compiler) })
      })
  }()

  /// A tool's run that the program defines: the stream on standard input, other arrays as files.
  private struct Job {
    var tool: String
    var arguments: [String]
    var stream: Tensor
    /// What a file holds whose arrays go in pairs with the stream's.
    var paired: Tensor?
    var expected: [UInt8]
    var isSum = false
  }

  private func images(_ batch: Tensor) throws -> [UInt8] {
    let axes = Array(batch.shape.axes.dropFirst())
    let size = axes.reduce(1, *) * batch.elementType.byteCount
    let bytes = batch.withBytes { Array($0) }
    let header = NPYHeader(elementType: batch.elementType, shape: try Shape(axes)).encoded
    return (0..<batch.shape[0]).flatMap { header + bytes[($0 * size)..<(($0 + 1) * size)] }
  }

  /// The elements of all arrays of a stream.
  private func elements(_ stream: [UInt8]) throws -> [UInt8] {
    try TensorStream.read(stream).flatMap { array in array.withBytes { Array($0) } }
  }

  private func check(_ job: Job, _ place: String) throws {
    let scratch = try Scratch()
    let file = try scratch.write("stream.npy", job.stream.npy)
    let single = try images(job.stream)
    if let paired = job.paired {
      _ = try scratch.write("batch.npy", paired.npy)
      _ = try scratch.write("single.npy", try images(paired))
    }
    func run(
      _ set: InstructionSet, _ threads: Int, _ what: String, _ input: [UInt8], paired: String,
      _ more: [String] = []
    ) throws {
      let files = job.paired == nil ? [] : ["--input", scratch.file(paired)]
      let run = try ToolRun.of(
        job.tool, job.arguments + files + ["--threads", "\(threads)"] + more, input: input,
        environment: ["CONVPIPE_CPU": set.rawValue])
      let way = "\(place): \(what), \(set.rawValue), \(threads) threads"
      try #require(run.end == .exit(0), "\(way): \(run.error)")
      let difference = Comparison.difference(try elements(run.output), job.expected)
      #expect(difference == nil, "\(way)")
    }
    for set in InstructionSet.offered {
      for threads in 1...3 {
        try run(set, threads, "pipe", job.stream.npy, paired: "batch.npy")
      }
      try run(set, 2, "file", [], paired: "batch.npy", [file])
      try run(
        set, 2, "one by one", single, paired: "single.npy", job.isSum ? ["--sum"] : [])
    }
  }

  private func program(_ type: ComputeType) throws -> DefinitionProgram? {
    guard let program = Self.programs[type] else {
      print("the definition in C: skipped, there is no C compiler")
      return nil
    }
    return try program.get()
  }

  private func array(
    _ generator: inout SeededGenerator, _ axes: [Int], _ type: ComputeType, isWild: Bool
  ) throws -> Tensor {
    let count = axes.reduce(1, *)
    let values = isWild ? generator.wild(count).map(Double.init) : generator.reals(count)
    return try .of(values, axes, type.elementType)
  }

  @Test(arguments: geometries, [ComputeType.float32, .float64])
  func givesTheBytesOfTheDefinition(_ geometry: Geometry, _ type: ComputeType) throws {
    guard let program = try program(type) else { return }
    var generator = SeededGenerator.forTest("definition, \(geometry), \(type)")
    let output = geometry.axes.map(\.output)
    let space = (x: [geometry.height, geometry.width], z: output)
    for isWild in type == .float32 ? [false, true] : [true] {
      func array(_ axes: [Int]) throws -> Tensor {
        try self.array(&generator, axes, type, isWild: isWild)
      }
      let x = try array([geometry.images] + space.x + [geometry.inputs])
      let dOutput = try array([geometry.images] + space.z + [geometry.outputs])
      let weight = try array([
        geometry.kernel.0, geometry.kernel.1, geometry.inputs / geometry.groups, geometry.outputs,
      ])
      let bias = try array([geometry.outputs])
      let scratch = try Scratch()
      let (w, b) = (
        try scratch.write("w.npy", weight.npy), try scratch.write("b.npy", bias.npy)
      )
      let options = geometry.options + ["--groups", "\(geometry.groups)"]
      let place = "\(geometry), \(type)\(isWild ? ", wild" : "")"
      try check(
        Job(
          tool: "conv", arguments: options + ["-w", w, "-b", b], stream: x,
          expected: try program.run(
            geometry.arguments("conv", bias: true), [x, weight, bias])), "conv, \(place)")
      try check(
        Job(
          tool: "conv-grad",
          arguments: ["input"] + options
            + ["-w", w, "--input-shape", "\(geometry.height),\(geometry.width)"],
          stream: dOutput,
          expected: try program.run(geometry.arguments("input"), [dOutput, weight])),
        "conv-grad input, \(place)")
      let kernel = "\(geometry.kernel.0),\(geometry.kernel.1)"
      try check(
        Job(
          tool: "conv-grad", arguments: ["weight"] + options + ["--kernel", kernel],
          stream: dOutput, paired: x,
          expected: try program.run(geometry.arguments("weight"), [x, dOutput]), isSum: true),
        "conv-grad weight, \(place)")
    }
  }

  @Test(arguments: geometries.filter { $0.padding.h.0 < $0.kernel.0 && $0.groups == 1 })
  func pools(_ geometry: Geometry) throws {
    guard let program = try program(.float32) else { return }
    var generator = SeededGenerator.forTest("definition of pool, \(geometry)")
    var geometry = geometry
    geometry.outputs = geometry.inputs
    // A window without an element of the input is an error.
    geometry.padding = ((0, 1), (1, 0))
    geometry.kernel = (max(2, geometry.kernel.0), max(2, geometry.kernel.1))
    geometry.height += 3
    geometry.width += 3
    let x = try array(
      &generator, [geometry.images, geometry.height, geometry.width, geometry.inputs], .float32,
      isWild: true)
    let options = ["--kernel", "\(geometry.kernel.0),\(geometry.kernel.1)"] + geometry.options
    for (operation, arguments) in [
      ("max", ["max"]), ("average", ["average"]), ("counted", ["average", "--count-include-pad"]),
    ] {
      try check(
        Job(
          tool: "pool", arguments: arguments + options, stream: x,
          expected: try program.run(geometry.arguments(operation), [x])),
        "pool \(operation), \(geometry)")
    }
  }
}
