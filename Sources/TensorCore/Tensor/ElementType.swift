/// The types that an array's elements can have in a tensor stream.
public enum ElementType: String, CaseIterable, Sendable {
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// NumPy's letter for the kind: `b`ool, `i`nteger, `u`nsigned or `f`loat.
  public var kind: Character {
    switch self {
    case .bool: "b"
    case .int8, .int16, .int32, .int64: "i"
    case .uint8, .uint16, .uint32, .uint64: "u"
    case .float16, .float32, .float64: "f"
    }
  }

  /// Whether a number can be stored: integers must be whole and in range, floats not beyond the
  /// largest.
  public func holds(_ value: Double) -> Bool {
    switch self {
    case .bool: value == 0 || value == 1
    case .int8: Int8(exactly: value) != nil
    case .int16: Int16(exactly: value) != nil
    case .int32: Int32(exactly: value) != nil
    case .int64: Int64(exactly: value) != nil
    case .uint8: UInt8(exactly: value) != nil
    case .uint16: UInt16(exactly: value) != nil
    case .uint32: UInt32(exactly: value) != nil
    case .uint64: UInt64(exactly: value) != nil
    case .float16: !value.isFinite || value.magnitude < 65520
    case .float32: !value.isFinite || Float(value).isFinite
    case .float64: true
    }
  }

  /// Whether a whole number can be stored, in floats as the nearest there is.
  public func holds(_ value: Int128) -> Bool {
    switch self {
    case .int64: Int64(exactly: value) != nil
    case .uint64: UInt64(exactly: value) != nil
    // float64 is exact wherever the others are.
    default: holds(Double(value))
    }
  }

  /// What the arithmetic of convolution and averages is done in: float64 for float64 and for
  /// integers of 32 and 64 bits, else float32. See `docs/numerics.md`.
  public var computeType: ComputeType {
    switch self {
    case .int32, .uint32, .int64, .uint64, .float64: .float64
    default: .float32
    }
  }
}

extension ElementType: CustomStringConvertible {
  public var description: String { rawValue }
}

/// The two types that results are computed in.
public enum ComputeType: Sendable {
  case float32, float64

  public var elementType: ElementType { self == .float32 ? .float32 : .float64 }

  /// The type that an operation on arrays of these types is computed in: the widest.
  public static func joining(_ types: ElementType?...) -> ComputeType {
    types.contains { $0?.computeType == .float64 } ? .float64 : .float32
  }
}
