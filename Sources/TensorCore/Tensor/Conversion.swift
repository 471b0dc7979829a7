/// Elements between the types they are stored in and those they are computed in.
///
/// Floating-point and integer values are rounded to the nearest, ties to even. Integers saturate
/// at the ends of their range, and NaN becomes 0. `bool` is 0 or 1; anything but 0 is true.
public enum Conversion {
  /// Reads `count` elements of type `type` at `source` into `target`.
  // Other modules call this too, and would get loops over values of unknown size.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func widen<Scalar: ComputeScalar>(
    _ source: UnsafeRawPointer, _ type: ElementType, to target: UnsafeMutablePointer<Scalar>,
    count: Int
  ) {
    func integers<Stored: BinaryInteger>(_: Stored.Type) {
      for i in 0..<count {
        target[i] = Scalar(
          source.loadUnaligned(fromByteOffset: i * MemoryLayout<Stored>.stride, as: Stored.self))
      }
    }
    func floats<Stored: BinaryFloatingPoint>(_: Stored.Type) {
      for i in 0..<count {
        target[i] = Scalar(
          source.loadUnaligned(fromByteOffset: i * MemoryLayout<Stored>.stride, as: Stored.self))
      }
    }
    if type == Scalar.computeType.elementType {
      UnsafeMutableRawPointer(target).copyMemory(
        from: source, byteCount: count * MemoryLayout<Scalar>.stride)
      return
    }
    switch type {
    case .bool:
      for i in 0..<count {
        target[i] = source.load(fromByteOffset: i, as: UInt8.self) == 0 ? 0 : 1
      }
    case .int8: integers(Int8.self)
    case .int16: integers(Int16.self)
    case .int32: integers(Int32.self)
    case .int64: integers(Int64.self)
    case .uint8: integers(UInt8.self)
    case .uint16: integers(UInt16.self)
    case .uint32: integers(UInt32.self)
    case .uint64: integers(UInt64.self)
    case .float16:
      #if !(os(macOS) && arch(x86_64))
        floats(Float16.self)
      #endif
    case .float32: floats(Float.self)
    case .float64: floats(Double.self)
    }
  }

  /// Stores `count` results from `source` as elements of type `type` at `target`.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  package static func narrow<Scalar: ComputeScalar>(
    _ source: UnsafePointer<Scalar>, to target: UnsafeMutableRawPointer, _ type: ElementType,
    count: Int
  ) {
    func integers<Stored: FixedWidthInteger>(_: Stored.Type) {
      narrowIntegers(source, to: target.assumingMemoryBound(to: Stored.self), count: count)
    }
    func floats<Stored: BinaryFloatingPoint>(_: Stored.Type, nan: Stored) {
      let stored = target.assumingMemoryBound(to: Stored.self)
      for i in 0..<count { stored[i] = source[i].isNaN ? nan : Stored(source[i]) }
    }
    if type == Scalar.computeType.elementType {
      target.copyMemory(from: source, byteCount: count * MemoryLayout<Scalar>.stride)
      return
    }
    switch type {
    case .bool:
      let stored = target.assumingMemoryBound(to: UInt8.self)
      for i in 0..<count { stored[i] = source[i] == 0 ? 0 : 1 }
    case .int8: integers(Int8.self)
    case .int16: integers(Int16.self)
    case .int32: integers(Int32.self)
    case .int64: integers(Int64.self)
    case .uint8: integers(UInt8.self)
    case .uint16: integers(UInt16.self)
    case .uint32: integers(UInt32.self)
    case .uint64: integers(UInt64.self)
    case .float16:
      #if !(os(macOS) && arch(x86_64))
        floats(Float16.self, nan: Float16(bitPattern: 0x7E00))
      #endif
    case .float32: floats(Float.self, nan: .quietNaN)
    case .float64: floats(Double.self, nan: .quietNaN)
    }
  }

  /// Stores integers as elements of type `type`; those that do not fit lose their high bits.
  static func store(
    _ source: UnsafePointer<Int64>, to target: UnsafeMutableRawPointer, _ type: ElementType,
    count: Int
  ) {
    func integers<Stored: FixedWidthInteger>(_: Stored.Type) {
      let stored = target.assumingMemoryBound(to: Stored.self)
      for i in 0..<count { stored[i] = Stored(truncatingIfNeeded: source[i]) }
    }
    switch type {
    case .bool, .int8, .uint8: integers(UInt8.self)
    case .int16, .uint16: integers(UInt16.self)
    case .int32, .uint32: integers(UInt32.self)
    case .int64, .uint64: integers(UInt64.self)
    case .float16, .float32, .float64:
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { numbers in
        for i in 0..<count { numbers[i] = Double(source[i]) }
        narrow(UnsafePointer(numbers.baseAddress!), to: target, type, count: count)
      }
    }
  }

  private static func narrowIntegers<Scalar: ComputeScalar, Stored: FixedWidthInteger>(
    _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Stored>, count: Int
  ) {
    guard Stored.bitWidth <= 16 else {
      for i in 0..<count { target[i] = saturate(source[i], Stored.self) }
      return
    }
    let (low, high) = (Scalar(Stored.min), Scalar(Stored.max))
    // Added to 1.5·2^(bits of the significand), a small number is rounded to a whole one, which
    // then is the difference of the bit patterns. Done for many elements at a time.
    let shift = Scalar(
      sign: .plus, exponent: Scalar.Exponent(Scalar.significandBitCount), significand: 1.5)
    for i in 0..<count {
      let value = source[i]
      let known = value == value ? value : 0
      let inside = known < low ? low : known > high ? high : known
      target[i] = Stored(truncatingIfNeeded: (inside + shift).wholeBits &- shift.wholeBits)
    }
  }

  static func saturate<Scalar: ComputeScalar, Stored: FixedWidthInteger>(
    _ value: Scalar, _: Stored.Type
  ) -> Stored {
    let rounded = value.rounded(.toNearestOrEven)
    // The largest may be rounded up here, to a value that is beyond the range too.
    if rounded >= Scalar(Stored.max) { return .max }
    return rounded > Scalar(Stored.min) ? Stored(rounded) : rounded.isNaN ? 0 : .min
  }

  /// All elements of a tensor in a compute type.
  static func elements<Scalar: ComputeScalar>(of tensor: Tensor, as _: Scalar.Type) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: tensor.count) { target, count in
      if tensor.count > 0 {
        tensor.withBytes {
          widen(
            $0.baseAddress!, tensor.elementType, to: target.baseAddress!, count: tensor.count)
        }
      }
      count = tensor.count
    }
  }
}
