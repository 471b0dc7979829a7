import TensorCore

/// The header of an IDX file, the format of the MNIST family: two zero bytes, one for the type,
/// one for the number of axes, then each axis' length with the highest byte first.
struct IDXHeader: Equatable {
  let elementType: ElementType
  let shape: Shape

  /// Bytes of the elements.
  var byteCount: Int { shape.count * elementType.byteCount }

  /// Two zero bytes, then a type and a number of axes that exist.
  static func recognises(_ start: [UInt8]) -> Bool {
    start.count >= 4 && start[0] == 0 && start[1] == 0 && (8...14).contains(start[2])
  }

  /// Whether the elements are images: bytes with three axes, N×H×W, or with four, N×H×W×C.
  var holdsImages: Bool { elementType == .uint8 && (3...4).contains(shape.rank) }

  static func read(_ source: ByteReader) throws -> IDXHeader {
    let start = try source.available(atLeast: 4)
    let (code, axisCount) = (start[2], Int(start[3]))
    let types: [UInt8: ElementType] = [
      8: .uint8, 9: .int8, 11: .int16, 12: .int32, 13: .float32, 14: .float64,
    ]
    guard let type = types[code] else { throw IDXError.unknownType(code) }
    guard axisCount > 0 else { throw IDXError.noAxes }
    let length = 4 + 4 * axisCount
    let bytes = try source.available(atLeast: length)
    guard bytes.count >= length else {
      throw IDXError.truncatedHeader(expected: length, got: bytes.count)
    }
    let axes = (0..<axisCount).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let shape = try? Shape(axes),
      !shape.count.multipliedReportingOverflow(by: type.byteCount).overflow
    else { throw IDXError.tooLarge(shape: axes) }
    source.consume(length)
    return IDXHeader(elementType: type, shape: shape)
  }
}
