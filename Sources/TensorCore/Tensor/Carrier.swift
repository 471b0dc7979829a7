extension ElementType {
  /// The type that an element is read and written as by an operator that moves elements and
  /// computes nothing: every bit comes through. Small elements go as numbers that float32 holds
  /// exactly, others as the floating-point number of their size.
  var carrier: ElementType {
    switch byteCount {
    case 1: .uint8
    case 2: .uint16
    case 4: .float32
    default: .float64
    }
  }

  /// The compute type that carries it.
  var carryingType: ComputeType { byteCount == 8 ? .float64 : .float32 }

  /// A value of this type as its carrier, if the type holds it as exactly as the type does that
  /// its elements are computed in; else nil.
  func carried<Scalar: ComputeScalar>(_ value: Double, as _: Scalar.Type) -> Scalar? {
    let computed = computeType == .float32 ? Double(Float(value)) : value
    return withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { bytes in
      var (held, carried) = (0.0, Scalar(0))
      withUnsafePointer(to: computed) {
        Conversion.narrow($0, to: bytes.baseAddress!, self, count: 1)
      }
      Conversion.widen(bytes.baseAddress!, self, to: &held, count: 1)
      Conversion.widen(bytes.baseAddress!, carrier, to: &carried, count: 1)
      return held == computed || held.isNaN && computed.isNaN ? carried : nil
    }
  }
}
