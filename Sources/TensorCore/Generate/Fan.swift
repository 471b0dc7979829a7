/// How many products a weight has for one output (fan-in) and how many for one input (fan-out).
///
/// PyTorch's rule: the length of `I`, or of `O`, times the number of the kernel's taps. `I` counts
/// the channels of one group, `O` those of all.
public struct Fan: Equatable, Sendable {
  public let input: Int
  public let output: Int

  /// - Parameters:
  ///   - shape: of a weight: `I` and `O`, and none to three axes of space.
  ///   - layout: the order of its letters; nil: `IO`, `WIO`, `HWIO` or `DHWIO`.
  /// - Throws: `FanError`, `LayoutError` for letters that are not those of a weight.
  public init(_ shape: Shape, layout: String? = nil) throws {
    guard (2...5).contains(shape.rank) else { throw FanError.rank(shape) }
    let dims = shape.rank - 2
    let layout = try layout.map { try WeightLayout($0, dims: dims) } ?? .standard(dims: dims)
    func length(_ letter: Character) -> Int { shape[layout.letters.firstIndex(of: letter)!] }
    let taps = layout.spatialLetters.reduce(1) { $0 * length($1) }
    input = taps * length("I")
    output = taps * length("O")
  }
}

/// A shape that is not that of a weight.
public enum FanError: Failure, Equatable {
  case rank(Shape)

  public var category: FailureCategory { .usage }

  public var message: String {
    switch self {
    case .rank(let shape):
      "a weight has 2 to 5 axes (I, O and space), --shape has \(shape.rank): \(shape)"
    }
  }

  public var hint: String? { "for example --shape 3,3,16,32 (HWIO)" }
}
