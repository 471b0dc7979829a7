/// An element as it lies in memory: what comparing, describing and ordering need of every type.
public protocol StoredElement: BitwiseCopyable, Sendable {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable
  var storedBits: Bits { get }
  /// The value; integers past 2⁵³ are rounded.
  var number: Double { get }
  var isNumber: Bool { get }
  var isFiniteNumber: Bool { get }
  /// False where one is NaN.
  func isLess(than other: Self) -> Bool
  /// `|self − other|`, exact for integers before it is rounded to float64. (Not `distance`: Double
  /// has a method of that name, which is signed and would be taken.)
  func gap(to other: Self) -> Double
  /// How many values of the type lie between the two, one included; +0 and −0 are no step apart.
  func steps(to other: Self) -> UInt64
  /// The nearest value to an integer.
  init(nearest integer: some FixedWidthInteger)
  /// The nearest value to a number, which integers round first. NaN becomes 0 there.
  init(nearest number: Double, rounding: FloatingPointRoundingRule)
  /// The same value in another type, as near as that has it.
  func converted<Other: StoredElement>(
    to type: Other.Type, _ rounding: FloatingPointRoundingRule
  ) -> Other
  /// The shortest decimal that reads back as the same value.
  var text: String { get }
}

/// Something that is done for whatever type an array's elements have.
public protocol ElementVisitor<Result> {
  associatedtype Result
  func visit<Element: StoredElement>(_: Element.Type) throws -> Result
}

extension ElementType {
  /// Calls `visitor` with the Swift type of the elements.
  ///
  /// A switch and not a table of existential types: so the compiler makes code for each type.
  public func accept<Visitor: ElementVisitor>(_ visitor: Visitor) throws -> Visitor.Result {
    switch self {
    case .bool: return try visitor.visit(StoredBool.self)
    case .int8: return try visitor.visit(Int8.self)
    case .int16: return try visitor.visit(Int16.self)
    case .int32: return try visitor.visit(Int32.self)
    case .int64: return try visitor.visit(Int64.self)
    case .uint8: return try visitor.visit(UInt8.self)
    case .uint16: return try visitor.visit(UInt16.self)
    case .uint32: return try visitor.visit(UInt32.self)
    case .uint64: return try visitor.visit(UInt64.self)
    case .float16:
      #if !(os(macOS) && arch(x86_64))
        return try visitor.visit(Float16.self)
      #else
        preconditionFailure("this machine has no float16")
      #endif
    case .float32: return try visitor.visit(Float.self)
    case .float64: return try visitor.visit(Double.self)
    }
  }
}

/// A byte that is false if 0.
public struct StoredBool: StoredElement {
  public let storedBits: UInt8
  public init(nearest integer: some FixedWidthInteger) { storedBits = integer == 0 ? 0 : 1 }
  public init(nearest number: Double, rounding: FloatingPointRoundingRule) {
    storedBits = number == 0 ? 0 : 1
  }
  public func converted<Other: StoredElement>(
    to type: Other.Type, _ rounding: FloatingPointRoundingRule
  ) -> Other { Other(nearest: value) }
  private var value: Int { storedBits == 0 ? 0 : 1 }
  public var number: Double { Double(value) }
  public var isNumber: Bool { true }
  public var isFiniteNumber: Bool { true }
  public func isLess(than other: Self) -> Bool { value < other.value }
  public func gap(to other: Self) -> Double { value == other.value ? 0 : 1 }
  public func steps(to other: Self) -> UInt64 { value == other.value ? 0 : 1 }
  public var text: String { value == 0 ? "False" : "True" }
}

/// What integers have in common.
public protocol StoredInteger: StoredElement, FixedWidthInteger where Magnitude == Bits {}

extension StoredInteger {
  public init(nearest integer: some FixedWidthInteger) { self.init(clamping: integer) }
  public init(nearest number: Double, rounding: FloatingPointRoundingRule) {
    let rounded = number.rounded(rounding)
    self = Self(exactly: rounded) ?? (number.isNaN ? 0 : number < 0 ? .min : .max)
  }
  public func converted<Other: StoredElement>(
    to type: Other.Type, _ rounding: FloatingPointRoundingRule
  ) -> Other { Other(nearest: self) }
  public var storedBits: Magnitude { Magnitude(truncatingIfNeeded: self) }
  public var number: Double { Double(self) }
  public var isNumber: Bool { true }
  public var isFiniteNumber: Bool { true }
  public func isLess(than other: Self) -> Bool { self < other }
  public func gap(to other: Self) -> Double { Double(steps(to: other)) }
  public func steps(to other: Self) -> UInt64 {
    UInt64(self < other ? other.storedBits &- storedBits : storedBits &- other.storedBits)
  }
  public var text: String { description }
}

extension Int8: StoredInteger { public typealias Bits = UInt8 }
extension Int16: StoredInteger { public typealias Bits = UInt16 }
extension Int32: StoredInteger { public typealias Bits = UInt32 }
extension Int64: StoredInteger { public typealias Bits = UInt64 }
extension UInt8: StoredInteger { public typealias Bits = UInt8 }
extension UInt16: StoredInteger { public typealias Bits = UInt16 }
extension UInt32: StoredInteger { public typealias Bits = UInt32 }
extension UInt64: StoredInteger { public typealias Bits = UInt64 }

/// What floating-point numbers have in common.
public protocol StoredFloat: StoredElement, BinaryFloatingPoint, CustomStringConvertible {
  var bitPattern: Bits { get }
  /// The one NaN that the project writes.
  static var quiet: Self { get }
}

extension StoredFloat {
  public init(nearest integer: some FixedWidthInteger) { self.init(integer) }
  public init(nearest number: Double, rounding: FloatingPointRoundingRule) {
    self = number.isNaN ? Self.quiet : Self(number)
  }
  public func converted<Other: StoredElement>(
    to type: Other.Type, _ rounding: FloatingPointRoundingRule
  ) -> Other { Other(nearest: Double(self), rounding: rounding) }
  public var storedBits: Bits { bitPattern }
  public var number: Double { Double(self) }
  public var isNumber: Bool { !isNaN }
  public var isFiniteNumber: Bool { isFinite }
  public func isLess(than other: Self) -> Bool { self < other }
  public func gap(to other: Self) -> Double {
    self == other ? 0 : (Double(self) - Double(other)).magnitude
  }
  public func steps(to other: Self) -> UInt64 {
    // Magnitudes are ordered as their bits; numbers of different signs meet at zero.
    let (a, b) = (UInt64(magnitude.bitPattern), UInt64(other.magnitude.bitPattern))
    if sign != other.sign { return a + b }
    return a < b ? b - a : a - b
  }
  public var text: String { description }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: StoredFloat {
    public typealias Bits = UInt16
    public static var quiet: Float16 { Float16(bitPattern: 0x7E00) }
  }
#endif
extension Float: StoredFloat {
  public typealias Bits = UInt32
  public static var quiet: Float { quietNaN }
}
extension Double: StoredFloat {
  public typealias Bits = UInt64
  public static var quiet: Double { quietNaN }
}
