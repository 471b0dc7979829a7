/// Softmax cross-entropy of logits against integer labels, and its gradient.
///
/// Logits are rows of K classes along the last axis, whatever axes come before; a label for each
/// row says which class it is. For a row x with label l, all in float64 from exactly converted
/// logits:
///
///     m = max x        S = ((+0 + e^(x₀ − m)) + e^(x₁ − m)) + …
///     loss = log S − (x_l − m)
///     gradient_k = e^(x_k − m) / S − [k = l]
///
/// The mean over N rows adds the losses in order from +0 and divides by N; its gradient is
/// divided by N. One rounding to the result's type at the end. `exp` and `log` are the project's
/// own; see `docs/numerics.md`.
public struct CrossEntropy: Sendable {
  /// What is written for an array of logits.
  public enum Result: Sendable {
    /// One number: the loss.
    case loss
    /// One number: how many rows have their largest logit, the first of equals, at the label.
    case accuracy
    /// The gradient of the loss, in the shape of the logits.
    case gradient
  }

  public let result: Result
  /// Whether rows are summed up, as against averaged.
  public var sums = false
  /// Type of the result; nil: the type that the logits are computed in elsewhere.
  public var resultType: ElementType?
  private let execution: Execution

  public init(_ result: Result, execution: Execution) {
    self.result = result
    self.execution = execution
  }

  /// Reads the logits and writes the result.
  ///
  /// - Parameter labels: an integer for each row, in the rows' order.
  /// - Throws: `CrossEntropyError`, `StreamError`.
  public func apply(
    _ logits: PendingArray, labels: Tensor, to writer: TensorWriter
  ) throws {
    let header = logits.header
    guard let classes = header.shape.axes.last, classes > 0 else {
      throw CrossEntropyError.noClasses(header.shape)
    }
    let rows = header.shape.count / classes
    guard labels.count == rows else {
      throw CrossEntropyError.labelCount(labels.shape, logits: header.shape)
    }
    guard rows > 0 || result == .gradient || sums else {
      throw CrossEntropyError.noRows(header.shape)
    }
    let wanted = try classNumbers(labels, classes: classes)
    let type = resultType ?? header.elementType.computeType.elementType
    let source = ElementSource<Double>(streaming: logits)
    if result == .gradient {
      let sink = try ElementSink<Double>(writer, streaming: header.shape, type: type)
      let scale = sums ? 1 : Double(rows)
      try forEachBlock(source, rows, classes) { logits, first, count in
        gradients(logits, wanted[first..<first + count], classes: classes, scale: scale)
        try sink.write(logits, count * classes)
      }
    } else {
      var total = 0.0
      try forEachBlock(source, rows, classes) { logits, first, count in
        add(logits, wanted[first..<first + count], classes: classes, to: &total)
      }
      let sink = try ElementSink<Double>(writer, streaming: try Shape([]), type: type)
      let value = sums ? total : total / Double(rows)
      try withUnsafePointer(to: value.isNaN ? .quietNaN : value) { try sink.write($0, 1) }
    }
    try source.finish()
  }

  /// Blocks of whole rows, in order.
  private func forEachBlock(
    _ source: ElementSource<Double>, _ rows: Int, _ classes: Int,
    _ body: (_ logits: UnsafeMutablePointer<Double>, _ first: Int, _ count: Int) throws -> Void
  ) throws {
    let rowsInBlock = max(1, min(rows, 4096 / classes))
    guard rows > 0 else { return }
    try source.require(classes)
    let storage = try Storage(byteCount: rowsInBlock * classes * MemoryLayout<Double>.stride)
    try storage.withBytes {
      let logits = $0.bindMemory(to: Double.self).baseAddress!
      for first in stride(from: 0, to: rows, by: rowsInBlock) {
        let count = min(rowsInBlock, rows - first)
        try source.read(count * classes, into: logits)
        try body(logits, first, count)
      }
    }
  }

  /// Makes each logit `e^(x − m)`, and returns `x_l − m` of each row.
  private func exponentials(
    _ logits: UnsafeMutablePointer<Double>, _ labels: ArraySlice<Int>, classes: Int
  ) -> [Double] {
    let margins = labels.enumerated().map { row, label in
      let line = logits + row * classes
      let largest = line[Self.largest(line, classes)]
      for k in 0..<classes { line[k] -= largest }
      return line[label]
    }
    execution.instructionSet.elementaryKernels.unary(.exp, logits, logits, labels.count * classes)
    return margins
  }

  private func add(
    _ logits: UnsafeMutablePointer<Double>, _ labels: ArraySlice<Int>, classes: Int,
    to total: inout Double
  ) {
    if result == .accuracy {
      for (row, label) in labels.enumerated()
      where Self.largest(logits + row * classes, classes) == label {
        total += 1
      }
      return
    }
    let margins = exponentials(logits, labels, classes: classes)
    var sums = margins.indices.map { Self.sum(logits + $0 * classes, classes) }
    sums.withUnsafeMutableBufferPointer {
      let base = $0.baseAddress!
      execution.instructionSet.elementaryKernels.unary(.log, base, base, $0.count)
    }
    for (logarithm, margin) in zip(sums, margins) { total += logarithm - margin }
  }

  private func gradients(
    _ logits: UnsafeMutablePointer<Double>, _ labels: ArraySlice<Int>, classes: Int,
    scale: Double
  ) {
    _ = exponentials(logits, labels, classes: classes)
    for (row, label) in labels.enumerated() {
      let line = logits + row * classes
      let sum = Self.sum(line, classes)
      for k in 0..<classes {
        let gradient = (line[k] / sum - (k == label ? 1 : 0)) / scale
        line[k] = gradient.isNaN ? .quietNaN : gradient
      }
    }
  }

  /// Where the largest is: the first of equals; a NaN wins.
  private static func largest(_ line: UnsafePointer<Double>, _ count: Int) -> Int {
    var best = 0
    for k in 1..<max(1, count) where line[k] > line[best] || line[k].isNaN {
      if !line[best].isNaN { best = k }
    }
    return best
  }

  private static func sum(_ line: UnsafePointer<Double>, _ count: Int) -> Double {
    (0..<count).reduce(0) { $0 + line[$1] }
  }

  /// The labels as numbers of classes.
  private func classNumbers(_ labels: Tensor, classes: Int) throws -> [Int] {
    func numbers<Stored: FixedWidthInteger>(_: Stored.Type) throws -> [Int] {
      try labels.withElements(as: Stored.self) { stored in
        try stored.enumerated().map { row, label in
          guard let number = Int(exactly: label), (0..<classes).contains(number) else {
            throw CrossEntropyError.label(Int128(label), row: row, classes: classes)
          }
          return number
        }
      }
    }
    switch labels.elementType {
    case .int8: return try numbers(Int8.self)
    case .int16: return try numbers(Int16.self)
    case .int32: return try numbers(Int32.self)
    case .int64: return try numbers(Int64.self)
    case .uint8: return try numbers(UInt8.self)
    case .uint16: return try numbers(UInt16.self)
    case .uint32: return try numbers(UInt32.self)
    case .uint64: return try numbers(UInt64.self)
    case .bool, .float16, .float32, .float64:
      throw CrossEntropyError.labelType(labels.elementType)
    }
  }
}

/// Logits and labels that do not go together.
public enum CrossEntropyError: Failure, Equatable {
  case noClasses(Shape)
  case noRows(Shape)
  case labelCount(Shape, logits: Shape)
  case labelType(ElementType)
  case label(Int128, row: Int, classes: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .noClasses(let shape):
      "logits of shape \(shape) have no classes, expected them along the last axis"
    case .noRows(let shape):
      "logits of shape \(shape) have no rows, expected at least one for a mean"
    case .labelCount(let labels, let logits):
      "labels of shape \(labels) do not go with logits of shape \(logits), expected one for each row: \(logits.count / max(1, logits.axes.last ?? 1))"
    case .labelType(let type):
      "labels are \(type), expected integers"
    case .label(let label, let row, let classes):
      "label \(row) is \(label), expected 0 to \(classes - 1)"
    }
  }
}
