/// The lengths of an array's axes; no axes for a single value.
public struct Shape: Hashable, Sendable {
  public let axes: [Int]
  /// Product of the lengths: 1 for a single value, 0 where an axis is empty.
  public let count: Int

  /// What the lengths that are not 0 may have as their product: bytes, padding and distances in memory
  /// that are worked out from it do not overflow.
  static let largest = 1 << 56

  /// - Throws: `ShapeError.tooLarge` if there are more than 2^56 elements, also where an axis of no length
  ///   makes it none, `ShapeError.negative` for a negative length.
  public init(_ axes: [Int]) throws(ShapeError) {
    var count = 1
    for length in axes {
      guard length >= 0 else { throw .negative(axes) }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(length, 1))
      guard !overflow, product <= Self.largest else { throw .tooLarge(axes) }
      count = product
    }
    self.axes = axes
    self.count = axes.contains(0) ? 0 : count
  }

  public var rank: Int { axes.count }
  public subscript(axis: Int) -> Int { axes[axis] }

  /// The place along each axis of element `index` in C order.
  public func position(of index: Int) -> [Int] {
    var rest = index
    var position = [Int](repeating: 0, count: rank)
    for axis in axes.indices.reversed() {
      (rest, position[axis]) = rest.quotientAndRemainder(dividingBy: max(1, axes[axis]))
    }
    return position
  }

  /// The number of an element in C order; nil if there is none at that place.
  public func index(of position: [Int]) -> Int? {
    guard position.count == rank, zip(position, axes).allSatisfy({ (0..<$1).contains($0) })
    else { return nil }
    return zip(position, axes).reduce(0) { $0 * $1.1 + $1.0 }
  }
}

extension Shape: CustomStringConvertible {
  /// `1×32×32×4`; `scalar` without axes.
  public var description: String { Shape.describe(axes) }

  static func describe(_ axes: [Int]) -> String {
    axes.isEmpty ? "scalar" : axes.map(String.init).joined(separator: "×")
  }
}

/// Axis lengths that make no array.
public enum ShapeError: Failure, Equatable {
  case tooLarge([Int])
  case negative([Int])

  public var category: FailureCategory { .data }
  public var message: String {
    switch self {
    case .tooLarge(let axes): "shape \(Shape.describe(axes)) has more elements than can be counted"
    case .negative(let axes): "shape \(Shape.describe(axes)) has a negative length"
    }
  }
}
