/// The elements of an array in another type.
///
/// Integers become integers exactly, or the end of the range where they do not fit; they become
/// floats by one rounding, to nearest with ties to even. Floats become integers by `rounding`,
/// then as integers do; NaN becomes 0. Everything but 0 is true. Within one type all bits are
/// kept.
public struct TypeConversion: Equatable, Sendable {
  public enum Rounding: String, CaseIterable, Sendable {
    /// To the nearest, ties to even.
    case nearest
    /// Towards minus infinity.
    case down
    /// Towards plus infinity.
    case up
    /// Towards zero, as NumPy's `astype` does.
    case zero

    var rule: FloatingPointRoundingRule {
      switch self {
      case .nearest: .toNearestOrEven
      case .down: .down
      case .up: .up
      case .zero: .towardZero
      }
    }
  }

  public let type: ElementType
  public let rounding: Rounding

  public init(_ type: ElementType, rounding: Rounding = .nearest) {
    self.type = type
    self.rounding = rounding
  }

  /// Converts the array. Streams.
  public func apply(_ array: PendingArray, to writer: TensorWriter) throws {
    let (header, reader) = (array.header, array.reader)
    try writer.begin(type, header.shape)
    if header.elementType == type {
      return try reader.forward(count: header.shape.count, to: writer)
    }
    try header.elementType.accept(From(conversion: self, reader: reader, writer: writer))
  }

  private struct From: ElementVisitor {
    let conversion: TypeConversion
    let reader: TensorReader
    let writer: TensorWriter

    func visit<Source: StoredElement>(_: Source.Type) throws {
      try conversion.type.accept(
        To<Source>(rounding: conversion.rounding.rule, reader: reader, writer: writer))
    }
  }

  private struct To<Source: StoredElement>: ElementVisitor {
    let rounding: FloatingPointRoundingRule
    let reader: TensorReader
    let writer: TensorWriter

    func visit<Target: StoredElement>(_: Target.Type) throws {
      let size = MemoryLayout<Source>.stride
      try reader.read(count: reader.remaining) { (bytes) throws(StreamError) in
        let result = withUnsafeTemporaryAllocation(
          of: Target.self, capacity: bytes.count / size
        ) { target in
          for i in target.indices {
            let element = bytes.loadUnaligned(fromByteOffset: i * size, as: Source.self)
            target[i] = element.converted(to: Target.self, rounding)
          }
          return Swift.Result { () throws(StreamError) in
            try writer.write(UnsafeRawBufferPointer(target))
          }
        }
        try result.get()
      }
    }
  }
}
