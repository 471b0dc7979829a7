import TensorCore

/// An array of a safetensors file, as its header describes it.
struct SafetensorsEntry {
  let name: String
  let typeName: String
  let shape: Shape
  /// Where its bytes lie, counted from the end of the header.
  let range: Range<Int>

  /// Nil for a type that no stream has.
  var type: SafetensorsType? { SafetensorsType(rawValue: typeName) }

  /// - Parameter value: what the header has under the name.
  /// - Throws: why that is no array.
  init(name: String, _ value: JSONValue) throws(SafetensorsEntryError) {
    guard case .object(let members) = value,
      members.map(\.0).sorted() == ["data_offsets", "dtype", "shape"],
      let typeName = value["dtype"]?.string, let axes = value["shape"]?.integers,
      let offsets = value["data_offsets"]?.integers, offsets.count == 2
    else { throw .init("expected dtype, shape and data_offsets, each once") }
    guard let shape = try? Shape(axes) else {
      throw .init("its shape \(axes) is that of no array")
    }
    guard offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw .init("its data_offsets are \(offsets[0]) and \(offsets[1])")
    }
    (self.name, self.typeName, self.shape) = (name, typeName, shape)
    range = offsets[0]..<offsets[1]
    guard let type else { return }
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: type.byteCount)
    guard !overflow, bytes == range.count else {
      throw .init("it has \(range.count) bytes, which is not what \(type.text) \(shape) takes")
    }
  }
}

/// Why an entry is none.
struct SafetensorsEntryError: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
