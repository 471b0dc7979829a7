import TensorCore
import ToolKit

/// What `tensor info` tells about an array, for people and for programs.
struct ArrayDescription {
  let array: Int
  let header: NPYHeader
  let letters: [Character]?
  let summary: Summary
  /// Whether first elements were asked for, if only of an array that has none.
  let showsFirst: Bool

  private var shape: Shape { header.shape }
  private var first: [String] { summary.first }

  private var byteOrder: String {
    header.elementType.byteCount == 1 ? "none" : header.isByteSwapped ? "big" : "little"
  }

  var text: String {
    let order = header.isFortranOrder ? "Fortran" : "C"
    let bytes = shape.count * header.elementType.byteCount
    var lines = [
      "array \(array): \(header.elementType) \(letters.map { String($0) + " " } ?? "")\(shape)",
      "  stored    \(byteOrder == "none" ? "" : "\(byteOrder)-endian, ")\(order) order, \(bytes) bytes",
      "  elements  \(summary.count): \(summary.zeroCount) zero, \(summary.nanCount) NaN, \(infinities)",
    ]
    if let minimum = summary.minimum, let maximum = summary.maximum,
      let mean = summary.mean, let deviation = summary.deviation
    {
      lines += [
        "  min       \(minimum.text)\(place(minimum))",
        "  max       \(maximum.text)\(place(maximum))",
        "  mean      \(mean)",
        "  std       \(deviation)",
      ]
    }
    if !first.isEmpty { lines.append("  first     " + first.joined(separator: " ")) }
    if let histogram = summary.histogram {
      lines += ["  histogram"] + HistogramDrawing(histogram).lines
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var infinities: String {
    let (plus, minus) = (summary.positiveInfinities, summary.negativeInfinities)
    return plus + minus == 0 ? "0 infinite" : "\(plus + minus) infinite (\(minus) negative)"
  }

  private func place(_ extreme: Summary.Extreme) -> String {
    shape.rank == 0
      ? "" : " at " + shape.position(of: extreme.index).map(String.init).joined(separator: ",")
  }

  var json: String {
    func extreme(_ extreme: Summary.Extreme?) -> JSONValue {
      guard let extreme else { return .null }
      return .object([
        ("value", .element(extreme.text)),
        ("index", .array(shape.position(of: extreme.index).map { .integer($0) })),
      ])
    }
    var members: [(String, JSONValue)] = [
      ("array", .integer(array)), ("dtype", .string(header.elementType.rawValue)),
      ("shape", .array(shape.axes.map { .integer($0) })),
      ("letters", letters.map { .string(String($0)) } ?? .null),
      ("byte_order", .string(byteOrder)), ("fortran_order", .bool(header.isFortranOrder)),
      ("count", .integer(summary.count)), ("zero", .integer(summary.zeroCount)),
      ("nan", .integer(summary.nanCount)),
      ("positive_infinity", .integer(summary.positiveInfinities)),
      ("negative_infinity", .integer(summary.negativeInfinities)),
      ("min", extreme(summary.minimum)), ("max", extreme(summary.maximum)),
      ("mean", summary.mean.map { .number($0) } ?? .null),
      ("std", summary.deviation.map { .number($0) } ?? .null),
    ]
    if showsFirst { members.append(("first", .array(first.map { .element($0) }))) }
    if let histogram = summary.histogram {
      members.append(
        (
          "histogram",
          .object([
            ("width", histogram.counts.isEmpty ? .null : .number(histogram.width)),
            ("start", histogram.counts.isEmpty ? .null : .number(histogram.border(0))),
            ("counts", .array(histogram.counts.map { .integer($0) })),
          ])
        ))
    }
    return JSONValue.object(members).text + "\n"
  }
}
