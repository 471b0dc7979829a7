import TensorCore

/// Where arrays lie in a safetensors file, and the header that says so: the bytes that the
/// format's own library writes.
public struct SafetensorsLayout: Sendable {
  public struct Member: Sendable {
    public let name: String
    public let elementType: ElementType
    public let shape: Shape

    public init(_ name: String, _ elementType: ElementType, _ shape: Shape) {
      (self.name, self.elementType, self.shape) = (name, elementType, shape)
    }
  }

  static let metadataName = "__metadata__"

  /// The members' places, in the order in which their elements follow the header.
  public let order: [Int]
  let header: [UInt8]

  /// - Parameter metadata: texts by name, such as `format` and `pt`.
  /// - Throws: `ShapeError.tooLarge` if the bytes cannot be counted.
  public init(_ members: [Member], metadata: [(String, String)] = []) throws(ShapeError) {
    // From the widest type to the narrowest, which aligns all; then by name.
    let ranks = members.map { SafetensorsType($0.elementType).rank }
    order = members.indices.sorted {
      ranks[$0] == ranks[$1]
        ? members[$0].name.utf8.lexicographicallyPrecedes(members[$1].name.utf8)
        : ranks[$0] > ranks[$1]
    }
    var texts: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.map { "\(Self.quote($0)):\(Self.quote($1))" }
      texts.append("\(Self.quote(Self.metadataName)):{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for member in order.map({ members[$0] }) {
      let (bytes, tooMany) = member.shape.count.multipliedReportingOverflow(
        by: member.elementType.byteCount)
      let (next, overflow) = end.addingReportingOverflow(bytes)
      guard !tooMany, !overflow else { throw .tooLarge(member.shape.axes) }
      let axes = member.shape.axes.map(String.init).joined(separator: ",")
      texts.append(
        "\(Self.quote(member.name)):{\"dtype\":\"\(SafetensorsType(member.elementType).rawValue)\","
          + "\"shape\":[\(axes)],\"data_offsets\":[\(end),\(next)]}")
      end = next
    }
    let text = Array("{\(texts.joined(separator: ","))}".utf8)
    let padding = (8 - text.count % 8) % 8
    var header: [UInt8] = []
    header.append(number: UInt64(text.count + padding))
    self.header = header + text + [UInt8](repeating: UInt8(ascii: " "), count: padding)
  }

  /// Whether an array can have a name.
  ///
  /// - Throws: `ArchiveError.name`.
  public static func check(_ name: String) throws(ArchiveError) {
    guard !name.isEmpty else { throw .name(name, reason: "expected a character at least") }
    guard name != metadataName else { throw .name(name, reason: "the format uses it itself") }
  }

  private static func quote(_ text: String) -> String { JSONValue.string(text).text }
}
