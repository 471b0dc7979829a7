import Foundation
import TensorCore

// Elements of arrays as float64, by conversions of the tests' own.
extension Tensor {
  /// An array of `values`, which the element type must be able to hold.
  public static func of(
    _ values: [Double], _ axes: [Int], _ type: ElementType = .float32
  ) throws -> Tensor {
    let tensor = try Tensor(elementType: type, shape: try Shape(axes))
    precondition(values.count == tensor.count, "\(values.count) values for \(axes)")
    func fill<Element>(_: Element.Type, _ convert: (Double) -> Element) {
      tensor.withElements(as: Element.self) {
        for i in values.indices { $0[i] = convert(values[i]) }
      }
    }
    switch type {
    case .bool: fill(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .int8: fill(Int8.self) { Int8($0) }
    case .int16: fill(Int16.self) { Int16($0) }
    case .int32: fill(Int32.self) { Int32($0) }
    case .int64: fill(Int64.self) { Int64($0) }
    case .uint8: fill(UInt8.self) { UInt8($0) }
    case .uint16: fill(UInt16.self) { UInt16($0) }
    case .uint32: fill(UInt32.self) { UInt32($0) }
    case .uint64: fill(UInt64.self) { UInt64($0) }
    case .float16: fill(Float16.self) { Float16($0) }
    case .float32: fill(Float.self) { Float($0) }
    case .float64: fill(Double.self) { $0 }
    }
    return tensor
  }

  /// The elements in C order.
  public var values: [Double] {
    func read<Element>(_: Element.Type, _ convert: (Element) -> Double) -> [Double] {
      withElements(as: Element.self) { $0.map(convert) }
    }
    return switch elementType {
    case .bool: read(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .int8: read(Int8.self) { Double($0) }
    case .int16: read(Int16.self) { Double($0) }
    case .int32: read(Int32.self) { Double($0) }
    case .int64: read(Int64.self) { Double($0) }
    case .uint8: read(UInt8.self) { Double($0) }
    case .uint16: read(UInt16.self) { Double($0) }
    case .uint32: read(UInt32.self) { Double($0) }
    case .uint64: read(UInt64.self) { Double($0) }
    case .float16: read(Float16.self) { Double($0) }
    case .float32: read(Float.self) { Double($0) }
    case .float64: read(Double.self) { $0 }
    }
  }

  /// The same values in another element type, which must be able to hold them.
  public func converted(to type: ElementType) throws -> Tensor {
    try .of(values, shape.axes, type)
  }

  /// The array as a tensor stream of one.
  public var npy: [UInt8] {
    NPYHeader(elementType: elementType, shape: shape).encoded + withBytes { Array($0) }
  }
}
