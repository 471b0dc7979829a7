import TensorCore

extension Explanation {
  /// A stage for programs, which the next stage can read too. Lengths are in elements unless the
  /// name says bytes.
  public var json: JSONValue {
    let axes = window.axes
    var members: [(String, JSONValue)] = [
      ("operation", .string(operation)), ("input", input.json), ("result", result.json),
      (
        "window",
        .object([
          ("kernel", list(axes.map(\.kernel))), ("stride", list(axes.map(\.stride))),
          ("dilation", list(axes.map(\.dilation))),
          ("padding", .array(axes.map { list([$0.before, $0.after]) })),
          ("pad_mode", padMode.map { .string($0.name) } ?? .null),
        ])
      ),
      ("taps", .integer(cost?.taps ?? window.tapCount)),
    ]
    if let cost {
      members += [
        ("weight", .string(cost.weight)), ("groups", .integer(cost.groups)),
        ("multiply_adds", count(cost.multiplyAdds)), ("parameters", count(cost.parameters)),
        ("dense_parameters", count(cost.denseParameters)), ("im2col", cost.im2col.json),
        ("toeplitz", cost.toeplitz.json),
      ]
    }
    members += [
      (
        "run",
        .object([
          ("method", .string(run.method)), ("kernel", .string(run.kernel)),
          ("instruction_set", .string(run.instructionSet)), ("threads", .integer(run.threads)),
          ("band_output_rows", .integer(run.band.outputRows)),
          ("band_input_rows", .integer(run.band.inputRows)),
          ("band_bytes", count(run.band.bytes)), ("held_bytes", count(run.heldBytes)),
        ])
      ), ("chain", chain.json),
    ]
    return .object(members)
  }

  /// What the last line of JSON passes on; nil if it is no such line.
  static func stage(lastJSON text: String) -> ExplainedStage? {
    guard let line = text.split(separator: "\n").last,
      let stage = JSONValue(parsing: String(line)), let result = stage["result"],
      let chain = stage["chain"], let last = TypedShape(result), let before = Chain(chain)
    else { return nil }
    return ExplainedStage(result: last, chain: before)
  }
}

extension Explanation.TypedShape {
  fileprivate var json: JSONValue {
    .object([
      ("letters", .string(letters)), ("shape", list(lengths)), ("dtype", .string(type.rawValue)),
    ])
  }

  fileprivate init?(_ value: JSONValue) {
    guard let letters = value["letters"]?.string, let lengths = value["shape"]?.integers,
      let type = value["dtype"]?.string.flatMap(ElementType.init(rawValue:)),
      lengths.count == letters.count
    else { return nil }
    self.init(letters: letters, lengths: lengths, type: type)
  }
}

extension Explanation.Chain {
  fileprivate var json: JSONValue {
    .object([
      ("stages", .integer(stages)),
      (
        "receptive_field",
        .object([
          ("size", list(field.axes.map(\.size))), ("stride", list(field.axes.map(\.stride))),
          ("start", list(field.axes.map(\.start))),
        ])
      ),
      ("multiply_adds", count(multiplyAdds)), ("parameters", count(parameters)),
    ])
  }

  fileprivate init?(_ value: JSONValue) {
    guard let stages = value["stages"]?.integer.flatMap(UInt32.init(exactly:)),
      let numbers = value["receptive_field"], let sizes = numbers["size"]?.integers,
      let strides = numbers["stride"]?.integers, let starts = numbers["start"]?.integers,
      let field = ReceptiveField(sizes: sizes, strides: strides, starts: starts),
      let multiplyAdds = value["multiply_adds"].flatMap({ Count($0.text) }),
      let parameters = value["parameters"].flatMap({ Count($0.text) })
    else { return nil }
    self.init(
      stages: Int(stages), field: field, multiplyAdds: multiplyAdds, parameters: parameters)
  }
}

extension ConvolutionCost.MatrixSize {
  fileprivate var json: JSONValue {
    .object([
      ("rows", count(rows)), ("columns", count(columns)), ("bytes", count(bytes)),
    ])
  }
}

private func list(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer($0) }) }

private func count(_ value: Count) -> JSONValue { .literal("\(value)") }
