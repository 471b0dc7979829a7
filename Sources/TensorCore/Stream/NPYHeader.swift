/// What the header of a `.npy` array says.
public struct NPYHeader: Equatable, Sendable {
  public var elementType: ElementType
  /// Whether the bytes of an element are in the other order than this machine's.
  public var isByteSwapped: Bool
  /// Whether the first axis varies fastest.
  public var isFortranOrder: Bool
  public var shape: Shape

  public init(
    elementType: ElementType, shape: Shape, isFortranOrder: Bool = false,
    isByteSwapped: Bool = false
  ) {
    self.elementType = elementType
    self.shape = shape
    self.isFortranOrder = isFortranOrder
    self.isByteSwapped = isByteSwapped
  }

  /// The longest dictionary that NumPy reads.
  static let longestDictionary = 10_000
  /// The first bytes of every array.
  public static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The header's bytes, as `numpy.save` writes them for a little-endian array: version 1.0,
  /// room for the growing axis, padded with spaces so that the elements start at a multiple
  /// of 64 bytes.
  public var encoded: [UInt8] {
    let order = elementType.byteCount == 1 ? "|" : "<"
    let axes = shape.axes.map(String.init)
    let tuple = axes.count == 1 ? "(\(axes[0]),)" : "(\(axes.joined(separator: ", ")))"
    var text =
      "{'descr': '\(order)\(elementType.kind)\(elementType.byteCount)', 'fortran_order': "
      + "\(isFortranOrder ? "True" : "False"), 'shape': \(tuple), }"
    // NumPy leaves 21 places for the axis that appending would lengthen.
    if let growing = isFortranOrder ? axes.last : axes.first {
      text += String(repeating: " ", count: max(0, 21 - growing.count))
    }
    let unpadded = Self.magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = text.utf8.count
    return Self.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }

  /// Reads the dictionary of a header, with the freedoms that NumPy gives its writers: any
  /// order of keys, either quote, any spacing, aliases of types.
  ///
  /// - Throws: `NPYHeaderError`.
  init(dictionary: UnsafeRawBufferPointer) throws(NPYHeaderError) {
    var parser = PythonLiteralParser(dictionary)
    var descriptor: String?
    var order: Bool?
    var axes: [Int]?
    try parser.parseDictionary { (key, parser) throws(NPYHeaderError) in
      switch key {
      case "descr": descriptor = try parser.parseDescriptor()
      case "fortran_order": order = try parser.parseBool()
      case "shape": axes = try parser.parseTuple()
      default: throw .malformed("unexpected key '\(key)'")
      }
    }
    guard let descriptor else { throw .malformed("key 'descr' is missing") }
    guard let order else { throw .malformed("key 'fortran_order' is missing") }
    guard let axes else { throw .malformed("key 'shape' is missing") }
    guard let (type, swapped) = Self.elementType(descriptor: descriptor) else {
      throw .unsupportedType(descriptor)
    }
    if axes.contains(where: { $0 < 0 }) { throw .malformed("negative length in the shape") }
    guard let shape = try? Shape(axes), !shape.count.multipliedReportingOverflow(by: 8).overflow
    else { throw .tooLarge(axes) }
    self.init(
      elementType: type, shape: shape, isFortranOrder: order && shape.rank > 1,
      isByteSwapped: swapped)
  }

  /// The type that NumPy's `dtype(descriptor)` stands for, and whether its bytes are swapped.
  static func elementType(descriptor: String) -> (ElementType, isByteSwapped: Bool)? {
    var name = Substring(descriptor)
    var isBig = false
    if let first = name.first, "<>=|".contains(first) {
      isBig = first == ">"
      name = name.dropFirst()
    }
    guard let type = ElementType(rawValue: String(name)) ?? aliases[String(name)] else {
      return nil
    }
    return (type, isBig && type.byteCount > 1)
  }

  private static let aliases: [String: ElementType] = [
    "b1": .bool, "?": .bool, "bool_": .bool,
    "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
    "f2": .float16, "f4": .float32, "f8": .float64,
    "b": .int8, "h": .int16, "i": .int32, "l": .int64, "q": .int64, "int": .int64,
    "B": .uint8, "H": .uint16, "I": .uint32, "L": .uint64, "Q": .uint64, "uint": .uint64,
    "e": .float16, "f": .float32, "d": .float64, "float": .float64,
    "half": .float16, "single": .float32, "double": .float64,
  ]
}

/// What can be wrong with a header's dictionary.
enum NPYHeaderError: Error, Equatable {
  case malformed(String)
  case unsupportedType(String)
  case tooLarge([Int])
}
