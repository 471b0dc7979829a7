import KernelInterface

/// Formulas of arrays, element by element, with NumPy's broadcasting.
///
/// All is computed in one type T, the wider of the arrays' compute types, which also is the type
/// of the result unless that is a truth (`bool`). Each operation is rounded to T; the functions
/// that IEEE 754 does not define are computed in float64 and rounded once. What is made of
/// numbers alone is computed in float64 first. See `docs/numerics.md`.
///
/// Arrays with as many elements as the result stream; smaller ones are held.
public struct Elementwise: Sendable {
  /// An array of the formula.
  public struct Input {
    public enum Source {
      case stream(PendingArray)
      case held(Tensor)
    }

    public var name: String
    public var source: Source

    public init(_ name: String, _ source: Source) {
      (self.name, self.source) = (name, source)
    }

    var shape: Shape {
      switch source {
      case .stream(let array): array.header.shape
      case .held(let tensor): tensor.shape
      }
    }

    var type: ElementType {
      switch source {
      case .stream(let array): array.header.elementType
      case .held(let tensor): tensor.elementType
      }
    }
  }

  /// The arrays that the formula names, in the order in which they first stand there.
  public let names: [String]
  /// Type of the result; nil: T or bool.
  public var resultType: ElementType?
  private let text: String
  private let columns: [Int]
  private let program: ElementwiseProgram
  private let execution: Execution

  /// - Throws: `ExpressionError`.
  public init(_ text: String, execution: Execution) throws {
    var parser = try ExpressionParser(text)
    program = ElementwiseProgram(try parser.parse())
    self.text = text
    self.execution = execution
    (names, columns) = (parser.names.map(\.name), parser.names.map(\.column))
    guard !names.isEmpty else {
      throw ExpressionError(text, 0, "expected the name of an array: x is the main stream")
    }
  }

  /// The error for a name that no array goes with.
  public func missing(_ name: String) -> ExpressionError {
    ExpressionError(
      text, columns[names.firstIndex(of: name)!],
      "'\(name)' is no array, expected \(name)=FILE after the expression")
  }

  /// Whether a word can be the name of an array.
  public static func isName(_ word: some StringProtocol) -> Bool {
    guard let first = word.first, ExpressionToken.isLetter(first) else { return false }
    return word.allSatisfy { ExpressionToken.isLetter($0) || ExpressionToken.isDigit($0) }
      && ExpressionFunction.constants[String(word)] == nil
      && ExpressionFunction.argumentCount(String(word)) == nil
  }

  /// Writes the array that the formula makes of the inputs, which go with `names`.
  ///
  /// - Throws: `BroadcastError`, `StreamError`, `MemoryError`.
  public func apply(_ inputs: [Input], to writer: TensorWriter) throws {
    let shape = try Broadcasting.shape(of: inputs.map { ($0.name, $0.shape) })
    if inputs.contains(where: { $0.type.computeType == .float64 }) {
      try apply(inputs, shape, to: writer, Double.self)
    } else {
      try apply(inputs, shape, to: writer, Float.self)
    }
  }

  /// Elements that one thread computes at a time: so many that results go to the system as they
  /// are, without being gathered first.
  private static var share: Int { 1 << 16 }
  /// Shares of each of several threads before they meet again, which takes about as long as one.
  private static var sharesInRound: Int { 8 }

  private func apply<Scalar: ComputeScalar>(
    _ inputs: [Input], _ shape: Shape, to writer: TensorWriter, _: Scalar.Type
  ) throws {
    let type =
      resultType ?? (program.isTruth ? .bool : Scalar.computeType.elementType)
    guard shape.count > 0 else { return try writer.begin(type, shape) }
    let unit = ElementwiseTable<Scalar>.unit
    let threads = max(1, min(execution.threads, shape.count / Self.share))
    let atOnce = threads == 1 ? 1 : threads * Self.sharesInRound
    let longest = min(atOnce * Self.share, shape.count.roundedUp(toMultipleOf: unit))
    let operands = try inputs.map {
      try ElementwiseOperand<Scalar>($0, to: shape, longest: longest)
    }
    let evaluators = try (0..<longest.dividedUp(by: Self.share)).map { _ in
      try ElementwiseEvaluator<Scalar>(
        program, arrays: operands.map { $0.piece(from: 0) }, execution.instructionSet)
    }
    let results = try Storage(byteCount: longest * MemoryLayout<Scalar>.stride)
    let sink = try ElementSink<Scalar>(writer, streaming: shape, type: type)
    for first in stride(from: 0, to: shape.count, by: longest) {
      let count = min(longest, shape.count - first)
      for operand in operands { try operand.take(count) }
      let parts = count.dividedUp(by: Self.share)
      runParts(parts, threads: threads) { part in
        let start = part * Self.share
        Self.compute(
          start..<min(count, start + Self.share), operands, evaluators[part], results)
      }
      try results.withBytes {
        try sink.write($0.baseAddress!.assumingMemoryBound(to: Scalar.self), count)
      }
      for operand in operands { try operand.drop(count) }
    }
  }

  private static func compute<Scalar: ComputeScalar>(
    _ range: Range<Int>, _ operands: [ElementwiseOperand<Scalar>],
    _ evaluator: ElementwiseEvaluator<Scalar>, _ results: Storage
  ) {
    let unit = ElementwiseTable<Scalar>.unit
    let block = ElementwiseEvaluator<Scalar>.blockLength
    results.withBytes {
      let target = $0.baseAddress!.assumingMemoryBound(to: Scalar.self)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let count = min(block, range.upperBound - first)
        for index in operands.indices {
          evaluator.arrays[index] = operands[index].piece(from: first)
        }
        evaluator.evaluate(count.roundedUp(toMultipleOf: unit), into: target + first)
      }
    }
  }
}
