/// The order of a weight's axes: `O` output channels, `I` input channels of one group, `D H W`
/// the kernel.
public struct WeightLayout: Equatable, Sendable {
  public let letters: [Character]
  public let dims: Int

  private init(letters: [Character], dims: Int) {
    self.letters = letters
    self.dims = dims
  }

  /// `WIO`, `HWIO` or `DHWIO`.
  public static func standard(dims: Int) -> WeightLayout {
    WeightLayout(letters: DataLayout.spatialLetters(dims: dims) + ["I", "O"], dims: dims)
  }

  /// The layout that goes with data: `OIHW` and its like where the channels come before space.
  public static func matching(_ layout: DataLayout) -> WeightLayout {
    let space = DataLayout.spatialLetters(dims: layout.dims)
    let channel = layout.letters.firstIndex(of: "C")!
    let firstSpatial = layout.letters.firstIndex { space.contains($0) }!
    guard channel < firstSpatial else { return standard(dims: layout.dims) }
    return WeightLayout(letters: ["O", "I"] + space, dims: layout.dims)
  }

  /// Reads a name such as `OIHW`.
  ///
  /// - Throws: `LayoutError.unknown` unless it has each letter of `dims` dimensions once.
  public init(_ name: String, dims: Int) throws(LayoutError) {
    let standard = Self.standard(dims: dims)
    let letters = Array(name.uppercased())
    guard letters.sorted() == standard.letters.sorted() else {
      throw .unknown(name, expected: standard.name)
    }
    self.init(letters: letters, dims: dims)
  }

  public var name: String { String(letters) }

  /// For each axis in the order D, H, W, I, O, its place in the weight.
  var canonicalOrder: [Int] {
    Self.standard(dims: dims).letters.map { letters.firstIndex(of: $0)! }
  }

  /// The letters of a weight with spatial axes only, in its order.
  var spatialLetters: [Character] { letters.filter { $0 != "I" && $0 != "O" } }

  /// For each axis in the order D, H, W, its place in a weight with spatial axes only.
  var spatialOrder: [Int] {
    DataLayout.spatialLetters(dims: dims).map { spatialLetters.firstIndex(of: $0)! }
  }

  /// For each axis of the weight, its place in the order D, H, W, I, O, or D, H, W where it has
  /// spatial axes only.
  func storedOrder(spatialOnly: Bool) -> [Int] {
    let standard = Self.standard(dims: dims).letters
    return (spatialOnly ? spatialLetters : letters).map { standard.firstIndex(of: $0)! }
  }
}
