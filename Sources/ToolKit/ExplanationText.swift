import TensorCore

extension Explanation {
  /// A stage for people, which the next stage can read too.
  ///
  ///     conv: NHWC 1×32×32×3 float32 → NHWC 1×32×32×64 float32
  ///       kernel          3×3, stride 1×1, dilation 1×1
  ///       padding         1:1,1:1 zero
  ///       …
  ///       chain           1 stage, receptive field 3×3, stride 1×1, start -1,-1, 1769472 multiply-adds, 1728 parameters
  public var text: String {
    var lines = ["\(operation): \(input.text) → \(result.text)"]
    func add(_ label: String, _ value: String) {
      lines.append("  " + label + String(repeating: " ", count: 16 - label.count) + value)
    }
    let axes = window.axes
    add(
      "kernel",
      "\(cross(axes.map(\.kernel))), stride \(cross(axes.map(\.stride))), dilation \(cross(axes.map(\.dilation)))"
    )
    let pads = axes.map { "\($0.before):\($0.after)" }.joined(separator: ",")
    add("padding", pads + (padMode.map { " \($0.name)" } ?? ""))
    if let cost {
      add("weight", cost.weight + (cost.groups > 1 ? ", \(cost.groups) groups" : ""))
      add("taps", "\(cost.taps) a result")
      add("multiply-adds", "\(cost.multiplyAdds)")
      add("parameters", "\(cost.parameters), as a dense layer \(cost.denseParameters)")
      add("im2col matrix", cost.im2col.text)
      add("Toeplitz matrix", cost.toeplitz.text + " for one image")
    } else {
      add("taps", "\(window.tapCount) a result")
    }
    add(
      "method",
      "\(run.method), kernel \(run.kernel), \(run.instructionSet), \(counted(run.threads, "thread"))"
    )
    add(
      "band",
      "\(counted(run.band.outputRows, "output row")) from \(counted(run.band.inputRows, "input row")), \(run.band.bytes) bytes"
    )
    add(
      "held",
      run.heldBytes == 0
        ? "nothing else: rows stream" : "\(run.heldBytes) bytes more: an image or array at a time")
    add("chain", chain.text)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the last stage of a text passes on; nil if it is no such text.
  static func stage(lastText text: String) -> ExplainedStage? {
    let lines = text.split(separator: "\n")
    guard let title = lines.last(where: { !$0.hasPrefix(" ") }),
      let arrow = title.firstRange(of: " → "), let line = lines.last,
      line.hasPrefix("  chain "), let result = TypedShape(text: title[arrow.upperBound...]),
      let chain = Chain(text: line.dropFirst("  chain ".count))
    else { return nil }
    return ExplainedStage(result: result, chain: chain)
  }
}

extension Explanation.TypedShape {
  /// `NHWC 1×32×32×3 float32`.
  var text: String { "\(letters) \(cross(lengths)) \(type)" }

  fileprivate init?(text: Substring) {
    let words = text.split(separator: " ")
    guard words.count == 3, let lengths = numbers(words[1], separator: "×"),
      lengths.count == words[0].count, let type = ElementType(rawValue: String(words[2]))
    else { return nil }
    self.init(letters: String(words[0]), lengths: lengths, type: type)
  }
}

extension Explanation.Chain {
  fileprivate var text: String {
    let axes = field.axes
    let start = axes.map { "\($0.start)" }.joined(separator: ",")
    return
      "\(counted(stages, "stage")), receptive field \(cross(axes.map(\.size))), stride \(cross(axes.map(\.stride))), start \(start), \(multiplyAdds) multiply-adds, \(parameters) parameters"
  }

  fileprivate init?(text: Substring) {
    // "2 stages" "receptive field 5×5" "stride 2×2" "start -2" "-2" "… multiply-adds" …
    let parts = text.split(separator: ",").map { $0.split(separator: " ") }
    guard parts.count > 5, let stages = parts[0].first.flatMap({ UInt32($0) }),
      let sizes = parts[1].last.flatMap({ numbers($0, separator: "×") }),
      parts.count == 5 + sizes.count,
      let strides = parts[2].last.flatMap({ numbers($0, separator: "×") }),
      let multiplyAdds = parts[parts.count - 2].first.flatMap({ Count($0) }),
      let parameters = parts[parts.count - 1].first.flatMap({ Count($0) })
    else { return nil }
    let starts = parts[3..<(3 + sizes.count)].compactMap { $0.last.flatMap { Int($0) } }
    guard let field = ReceptiveField(sizes: sizes, strides: strides, starts: starts)
    else { return nil }
    self.init(
      stages: Int(stages), field: field, multiplyAdds: multiplyAdds, parameters: parameters)
  }
}

extension ConvolutionCost.MatrixSize {
  fileprivate var text: String { "\(rows)×\(columns), \(bytes) bytes" }
}

private func numbers(_ text: Substring, separator: Character) -> [Int]? {
  let parts = text.split(separator: separator).map { Int($0) }
  return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
}

private func cross(_ numbers: [Int]) -> String {
  numbers.map(String.init).joined(separator: "×")
}

private func counted(_ count: Int, _ thing: String) -> String {
  "\(count) \(thing)\(count == 1 ? "" : "s")"
}
