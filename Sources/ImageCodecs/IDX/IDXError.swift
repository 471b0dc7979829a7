import TensorCore

/// What can be wrong with one IDX file.
public enum IDXError: Error, Equatable, Sendable {
  case unknownType(UInt8)
  case noAxes
  case truncatedHeader(expected: Int, got: Int)
  /// Elements are counted in bytes.
  case truncated(shape: [Int], expected: Int, got: Int)
  case tooLarge(shape: [Int])

  var message: String {
    switch self {
    case .unknownType(let code):
      "IDX has the type \(code), expected 8, 9 or 11 to 14"
    case .noAxes: "IDX has no axes, expected at least one"
    case .truncatedHeader(let expected, let got):
      "IDX is truncated in its header: expected \(expected) bytes, got \(got)"
    case .truncated(let shape, let expected, let got):
      "IDX (\(Self.describe(shape))) is truncated: expected \(expected) bytes of elements, got \(got)"
    case .tooLarge(let shape):
      "IDX (\(Self.describe(shape))) is larger than can be addressed"
    }
  }

  private static func describe(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}
