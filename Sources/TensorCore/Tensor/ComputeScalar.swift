/// The types that results are computed in.
public protocol ComputeScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  static var computeType: ComputeType { get }
  /// The one NaN that the project writes.
  static var quietNaN: Self { get }
  /// The bit pattern as a number.
  var wholeBits: Int { get }
  /// The value whose bit pattern is the low bits of a number.
  static func ofBits(_ number: Int) -> Self
}

extension Float: ComputeScalar {
  public static var computeType: ComputeType { .float32 }
  public static var quietNaN: Float { Float(bitPattern: 0x7FC0_0000) }
  public var wholeBits: Int { Int(bitPattern) }
  public static func ofBits(_ number: Int) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: number))
  }
}

extension Double: ComputeScalar {
  public static var computeType: ComputeType { .float64 }
  public static var quietNaN: Double { Double(bitPattern: 0x7FF8_0000_0000_0000) }
  public var wholeBits: Int { Int(truncatingIfNeeded: bitPattern) }
  public static func ofBits(_ number: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: number))
  }
}
