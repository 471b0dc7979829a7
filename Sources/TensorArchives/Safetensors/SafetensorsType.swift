import TensorCore

/// Element types of the safetensors format, in the order that its own library gives them: arrays
/// lie in a file from the last to the first.
enum SafetensorsType: String, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  init(_ type: ElementType) {
    self =
      switch type {
      case .bool: .bool
      case .int8: .int8
      case .int16: .int16
      case .int32: .int32
      case .int64: .int64
      case .uint8: .uint8
      case .uint16: .uint16
      case .uint32: .uint32
      case .uint64: .uint64
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      }
  }

  /// The type that elements come out as: bfloat16 as float32, which holds all of its numbers.
  var elementType: ElementType {
    self == .bfloat16 ? .float32 : ElementType.allCases.first { SafetensorsType($0) == self }!
  }

  /// The name that people know it by.
  var text: String { self == .bfloat16 ? "bfloat16" : elementType.rawValue }

  /// Bytes of an element in the file.
  var byteCount: Int { self == .bfloat16 ? 2 : elementType.byteCount }

  /// Where it stands in the library's order.
  var rank: Int { Self.allCases.firstIndex(of: self)! }
}
