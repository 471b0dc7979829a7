import TensorCore

/// Between arrays with their axes in any order and the order N, D, H, W, C of the plain
/// operators.
public struct PlainLayout: Sendable {
  /// The letters of an array's axes, such as `HWC`.
  public let letters: [Character]

  /// - Parameters:
  ///   - name: all letters of the layout, N and C among them.
  ///   - rank: axes that the array has; two fewer than letters where N and C are missing, one
  ///     fewer where N is.
  public init(_ name: String, rank: Int) {
    let missing = name.count - rank
    letters = name.filter { !(missing >= 1 && $0 == "N") && !(missing == 2 && $0 == "C") }
  }

  private init(letters: [Character]) { self.letters = letters }

  public func images<Scalar>(_ tensor: Tensor, _: Scalar.Type) -> PlainImages<Scalar> {
    let axes = tensor.shape.axes
    let canonical = Array("NDHWC")
    let order = canonical.compactMap { letters.firstIndex(of: $0) }
    let length = { (letter: Character) in letters.firstIndex(of: letter).map { axes[$0] } ?? 1 }
    return PlainImages(
      count: length("N"), spatial: [length("D"), length("H"), length("W")],
      channels: length("C"),
      values: permute(tensor.values.map { Scalar($0) }, axes: axes, order: order))
  }

  /// The array that an operator writes for data with these letters: a channel axis comes or goes
  /// as the number of channels asks for.
  public func tensor<Scalar>(
    _ images: PlainImages<Scalar>, _ type: ElementType, layout name: String
  ) throws -> Tensor {
    var letters = letters
    if !letters.contains("C"), images.channels > 1 {
      letters = name.filter { letters.contains($0) || $0 == "C" }
    }
    let canonical = Array("NDHWC").filter { letters.contains($0) }
    let lengths: [Character: Int] = [
      "N": images.count, "D": images.spatial[0], "H": images.spatial[1], "W": images.spatial[2],
      "C": images.channels,
    ]
    let values = permute(
      images.values.map { Double($0) }, axes: canonical.map { lengths[$0]! },
      order: letters.map { canonical.firstIndex(of: $0)! })
    return try .of(values, letters.map { lengths[$0]! }, type)
  }

  /// A weight's elements as kd × kh × kw × I × O, and its lengths in that order.
  ///
  /// - Parameter letters: the letters of the weight's axes; space only for a filter that each
  ///   channel is filtered with.
  public static func weight<Scalar: BinaryFloatingPoint>(
    _ tensor: Tensor, letters: String, _: Scalar.Type
  ) -> (values: [Scalar], axes: [Int]) {
    let axes = tensor.shape.axes
    let names = Array(letters)
    let order = Array("DHWIO").compactMap { names.firstIndex(of: $0) }
    let lengths = Array("DHWIO").map { letter in names.firstIndex(of: letter).map { axes[$0] } ?? 1
    }
    return (permute(tensor.values.map { Scalar($0) }, axes: axes, order: order), lengths)
  }
}
