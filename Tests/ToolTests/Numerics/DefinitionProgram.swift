import Foundation
import TensorCore
import TestSupport

/// The C of docs/numerics.md as a program: the page's own text, read out of it, and a `main` that
/// takes sizes as arguments and elements as raw bytes.
struct DefinitionProgram {
  private let scratch: Scratch
  private let path: String

  /// Where a C compiler is; nil where there is none.
  static let compiler: String? = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// - Throws: what the compiler says.
  init(_ type: ComputeType, compiler: String) throws {
    scratch = try Scratch()
    path = scratch.file("definition")
    var source = try Self.definition() + Self.main
    if type == .float64 { source = Self.inDouble(source) }
    _ = try scratch.write("definition.c", Array(source.utf8))
    let run = try ToolRun.of(
      compiler,
      [
        "-std=c99", "-O2", "-ffp-contract=off", "-Wall", "-Werror", "definition.c", "-lm", "-o",
        path,
      ],
      directory: scratch.path)
    guard run.end == .exit(0) else { throw Disagreement(description: run.error) }
  }

  /// The result's elements, as bytes.
  ///
  /// - Parameter arrays: the operands' elements one after the other.
  func run(_ arguments: [String], _ arrays: [Tensor]) throws -> [UInt8] {
    let run = try ToolRun.of(
      path, arguments, input: arrays.flatMap { array in array.withBytes { Array($0) } })
    guard run.end == .exit(0) else {
      throw Disagreement(description: "\(arguments): \(run.end) \(run.error)")
    }
    return run.output
  }

  /// The one block of C in docs/numerics.md.
  private static func definition() throws -> String {
    let page = try String(contentsOfFile: Repository.path("docs/numerics.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "```c\n")
    guard parts.count == 2, let end = parts[1].range(of: "```") else {
      throw Disagreement(description: "docs/numerics.md holds \(parts.count - 1) blocks of C")
    }
    return String(parts[1][..<end.lowerBound])
  }

  /// What the page says to replace for float64.
  private static func inDouble(_ source: String) -> String {
    [
      ("fmaf", "fma"), ("0.0f", "0.0"), ("float", "double"), ("uint32_t", "uint64_t"),
      ("0x7FC00000", "0x7FF8000000000000"), ("&nan, 4", "&nan, 8"),
    ].reduce(source) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  /// Arguments: operation, N, C, O, groups, whether there is a bias, then each axis.
  private static let main = """
    #include <stdio.h>
    #include <stdlib.h>

    static float *take(int count) {
      float *elements = malloc(sizeof(float) * (count + 1));
      if (!elements || fread(elements, sizeof(float), count, stdin) != (size_t)count) exit(1);
      return elements;
    }

    static Axis axis(char **a) {
      Axis axis = {atoi(a[0]), atoi(a[1]), atoi(a[2]), atoi(a[3]), atoi(a[4]), atoi(a[5]), atoi(a[6])};
      return axis;
    }

    int main(int count, char **a) {
      if (count != 21) return 2;
      int N = atoi(a[2]), C = atoi(a[3]), O = atoi(a[4]), G = atoi(a[5]);
      Axis h = axis(a + 7), w = axis(a + 14);
      int in = h.in * w.in * C, out = h.out * w.out * O, weights = h.k * w.k * (C / G) * O;
      int isWeight = !strcmp(a[1], "weight"), isInput = !strcmp(a[1], "input");
      float *first = take(isInput ? N * out : N * in);
      float *second = take(isWeight ? N * out : !strcmp(a[1], "conv") || isInput ? weights : 0);
      float *bias = atoi(a[6]) ? take(O) : 0;
      int results = isWeight ? weights : isInput ? N * in : N * out;
      float *z = malloc(sizeof(float) * (results + 1));
      if (isWeight) conv_grad_weight(first, second, N, h, w, C, O, G, z);
      for (int n = 0; n < N && !isWeight; n++) {
        if (isInput) conv_grad_input(first + n * out, h, w, C, second, O, G, z + n * in);
        else if (!strcmp(a[1], "conv")) conv(first + n * in, h, w, C, second, O, G, bias, z + n * out);
        else pool(first + n * in, h, w, C, strcmp(a[1], "max") != 0, !strcmp(a[1], "counted"), z + n * out);
      }
      return fwrite(z, sizeof(float), results, stdout) != (size_t)results;
    }
    """
}
